import { bytesOf } from '../../lib/quantity.ts';
import type { Consequence } from '../consequence.ts';
import { type Fields, items, text } from '../field.ts';
import { type KubernetesObject, nameOf } from '../platform.ts';
import { containerPairs } from './container-pair.ts';
import { podTemplateOf } from './pod-template.ts';

/** Pods that are killed or evicted for what they used before: limits of which less than half is left. */
export function limitConsequences(base: KubernetesObject, head: KubernetesObject): Consequence[] {
  const containers = containerPairs(base, head).flatMap((pair) =>
    ['memory', 'ephemeral-storage'].map((what) => ({
      what: `${what} of ${text(pair.head, 'name')}`,
      was: text(pair.base, `resources.limits.${what}`),
      is: text(pair.head, `resources.limits.${what}`),
    })),
  );
  const volumes = volumesOf(head).map((volume) => ({
    what: `volume ${text(volume, 'name')}`,
    was: sizeOf(volumesOf(base).find((other) => text(other, 'name') === text(volume, 'name'))),
    is: sizeOf(volume),
  }));
  return [...containers, ...volumes]
    .filter(({ was, is }) => was !== '' && is !== '' && bytesOf(is) < bytesOf(was) / 2)
    .map(({ what, was, is }) => ({
      fate: 'protection-dropped',
      subject: nameOf(head),
      because: `${what}: ${is}, was: ${was}; a pod that uses more is killed`,
    }));
}

function volumesOf(workload: KubernetesObject): readonly unknown[] {
  return items(podTemplateOf(workload), 'spec.volumes');
}

function sizeOf(volume: unknown): string {
  return text(volume as Fields, 'emptyDir.sizeLimit');
}
