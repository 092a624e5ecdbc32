import type { Consequence } from '../consequence.ts';
import { field, text } from '../field.ts';
import { type Finding, foundIf } from '../finding.ts';
import { type KubernetesObject, nameOf } from '../platform.ts';

/** What becomes of those who use a Service. */
export function serviceConsequences(base: KubernetesObject, head: KubernetesObject): Consequence[] {
  if (head.kind !== 'Service') return [];
  const becomes = (path: string, value: unknown) =>
    field(head, path) === value && field(base, path) !== value;
  const other = text(head, 'spec.externalName');
  const found: Finding[] = [
    ...foundIf(
      other !== '' && other !== text(base, 'spec.externalName'),
      'authority-widened',
      `whoever asks for it is led to ${other}`,
    ),
    ...foundIf(
      becomes('spec.internalTrafficPolicy', 'Local'),
      'stopped',
      'from a node that has none of its pods nobody reaches it',
    ),
    ...foundIf(
      becomes('spec.publishNotReadyAddresses', true) && field(head, 'spec.clusterIP') !== 'None',
      'protection-dropped',
      'it leads to pods that do not serve yet, or do not any more',
    ),
  ];
  return found.map(([fate, because]) => ({ fate, subject: nameOf(head), because }));
}
