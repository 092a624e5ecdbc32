import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { demandForm } from '../../lib/demand.ts';
import { PRODUCT } from '../../lib/names.ts';

/** Labels of all objects in our charts; whoever runs another game gives the labels of its own to its charts. */
export const CHART_LABELS = { 'app.kubernetes.io/part-of': PRODUCT } as const;

/** The label that selects a workload's pods. Selectors never change in the life of a workload, so they hold this alone. */
export function selectorOf(name: string): Record<string, string> {
  return { 'app.kubernetes.io/name': name };
}

/** Labels that each object of ours carries, beside those of its chart. */
export function labelsOf(name: string): Record<string, string> {
  return { ...selectorOf(name), 'app.kubernetes.io/managed-by': 'cdk8s' };
}

/** Labels of what an object makes itself, its pods: cdk8s gives those of the chart to objects alone. */
export function templateLabels(scope: Construct, name: string): Record<string, string> {
  return { ...Chart.of(scope).labels, ...labelsOf(name) };
}

/**
 * Stops unless a text can name an object, its pods and its Service.
 * @param most Letters that it may have; controllers that add to it leave less. @default 63
 */
export function demandName(field: string, name: string, most = 63): void {
  const form = new RegExp(`^(?=.{1,${most}}$)[a-z]([a-z0-9-]*[a-z0-9])?$`);
  demandForm(field, name, form, `a name of small letters, digits and -, the first a letter, at most ${most}`);
}

/** Stops unless a text can name a part of an object, or a namespace: of those, names may begin with a digit. */
export function demandLabel(field: string, name: string): void {
  const form = /^(?=.{1,63}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
  demandForm(field, name, form, 'a name of small letters, digits and -, at most 63');
}

/** Stops unless a text can name an object that is no Service and stands in no label: of those, names may have dots. */
export function demandSubdomain(field: string, name: string): void {
  const form = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
  demandForm(field, name, form, 'a name of small letters, digits, - and ., at most 253');
}

/** Letters that a controller leaves which adds a hash or a time to the names of its own. */
export const SHORT_NAME = 52;
