import { PRODUCT } from '../../lib/names.ts';

/** The label that selects a workload's pods. Selectors never change in the life of a workload, so they hold this alone. */
export function selectorOf(name: string): Record<string, string> {
  return { 'app.kubernetes.io/name': name };
}

/** Labels that each object of ours carries. */
export function labelsOf(name: string): Record<string, string> {
  return {
    ...selectorOf(name),
    'app.kubernetes.io/part-of': PRODUCT,
    'app.kubernetes.io/managed-by': 'cdk8s',
  };
}
