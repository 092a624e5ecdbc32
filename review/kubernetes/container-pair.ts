import { type Fields, text } from '../field.ts';
import type { KubernetesObject } from '../platform.ts';
import { containersOf, podTemplateOf } from './pod-template.ts';

/** What a container has become. */
export interface ContainerPair {
  readonly base: Fields;
  readonly head: Fields;
}

/** Pairs the containers of a workload: by their names, then by their images, then the one that is left over with its like. */
export function containerPairs(base: KubernetesObject, head: KubernetesObject): ContainerPair[] {
  const [before, after] = [containersIn(base), containersIn(head)];
  const pairs: ContainerPair[] = [];
  for (const key of ['name', 'image']) {
    for (const container of [...before]) {
      const like = after.find((other) => text(other, key) === text(container, key));
      if (like) pairs.push(paired(container, like, before, after));
    }
  }
  const [left, come] = [before[0], after[0]];
  return left && come && before.length === 1 && after.length === 1
    ? [...pairs, { base: left, head: come }]
    : pairs;
}

function paired(base: Fields, head: Fields, before: Fields[], after: Fields[]): ContainerPair {
  before.splice(before.indexOf(base), 1);
  after.splice(after.indexOf(head), 1);
  return { base, head };
}

function containersIn(workload: KubernetesObject): Fields[] {
  return containersOf(podTemplateOf(workload) ?? {});
}
