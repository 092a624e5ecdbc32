import { isDeepStrictEqual } from 'node:util';
import { bytesOf } from '../../lib/quantity.ts';
import { type Difference, differences } from '../difference.ts';
import { field } from '../field.ts';
import type { KubernetesObject } from '../platform.ts';

/** Fields that the API server refuses to change, by kind. */
const IMMUTABLE: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec.selector'],
  DaemonSet: ['spec.selector'],
  Job: ['spec.selector', 'spec.template', 'spec.completions', 'spec.completionMode'],
  Service: ['spec.clusterIP'],
  PersistentVolumeClaim: ['spec.accessModes', 'spec.storageClassName', 'spec.volumeName', 'spec.volumeMode'],
  StorageClass: ['provisioner', 'parameters', 'reclaimPolicy', 'volumeBindingMode', 'mountOptions'],
  RoleBinding: ['roleRef'],
  ClusterRoleBinding: ['roleRef'],
  PriorityClass: ['value', 'preemptionPolicy'],
  IngressClass: ['spec.controller'],
  Secret: ['type'],
};

/** All that may change in a StatefulSet; the API server refuses the rest, the size of its claims included. */
const MUTABLE_IN_STATEFULSET = new Set([
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
]);

/** The changes that make the API server refuse an object. */
export function immutableChanges(base: KubernetesObject, head: KubernetesObject): Difference[] {
  const paths = new Set(IMMUTABLE[base.kind] ?? []);
  if (base.kind === 'StatefulSet') {
    for (const key of Object.keys({ ...(base.spec as object), ...(head.spec as object) })) {
      if (!MUTABLE_IN_STATEFULSET.has(key)) paths.add(`spec.${key}`);
    }
  }
  if ((base.kind === 'ConfigMap' || base.kind === 'Secret') && base.immutable === true) {
    for (const path of ['data', 'binaryData', 'stringData', 'immutable']) paths.add(path);
  }
  return [...paths]
    .filter((path) => !isDeepStrictEqual(field(base, path), field(head, path)))
    .flatMap((path) => differences(field(base, path), field(head, path), path))
    .filter(({ path, base: was, head: is }) => !(path.endsWith('.storage') && isSameSize(was, is)));
}

/** The API server compares sizes, not their words. */
function isSameSize(left: unknown, right: unknown): boolean {
  const known = [left, right].filter((size) => typeof size === 'string');
  return known.length === 2 && bytesOf(known[0]!) === bytesOf(known[1]!);
}
