import { items, text } from '../field.ts';
import type { KubernetesObject } from '../platform.ts';

/** What an object reads from Secrets Manager: `playcode/production/redis (users.acl)`; none where it is no ExternalSecret. */
export function remoteKeysOf(object: KubernetesObject): string[] {
  if (object.kind !== 'ExternalSecret') return [];
  return [
    ...items(object, 'spec.data').map(
      (entry) => `${text(entry, 'remoteRef.key')} (${text(entry, 'remoteRef.property')})`,
    ),
    ...items(object, 'spec.dataFrom').map(
      (entry) =>
        `all of ${text(entry, 'extract.key') || `those with ${text(entry, 'find.name.regexp') || 'any name'}`}`,
    ),
  ];
}
