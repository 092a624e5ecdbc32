import { isDeepStrictEqual } from 'node:util';
import type { Consequence } from '../consequence.ts';
import { differencesInWords } from '../difference.ts';
import { field, text } from '../field.ts';
import { type KubernetesObject, nameOf, type Platform } from '../platform.ts';
import { remoteKeysOf } from './external-secret.ts';
import type { Rename } from './rename.ts';

/** What objects read from Secrets Manager that nothing has read so far. */
export function missingSecrets(base: Platform, head: Platform): Consequence[] {
  const known = new Set([...base.objects.values()].flatMap(remoteKeysOf));
  return [...head.objects.values()].flatMap((object): Consequence[] => {
    const gained = [...new Set(remoteKeysOf(object))].filter((key) => !known.has(key));
    if (gained.length === 0) return [];
    const because = `reads ${gained.join(', ')}: fill it in Secrets Manager first, or pods that mount it wait`;
    return [{ fate: 'needs-secret', subject: nameOf(object), because }];
  });
}

/** A store of secrets that is looked for elsewhere: whatever all objects read must be there first. */
export function otherStore({ base, head }: Rename): Consequence[] {
  const provider = (object: KubernetesObject) => field(object, 'spec.provider');
  if (!/^(Cluster)?SecretStore$/.test(head.kind) || isDeepStrictEqual(provider(base), provider(head)))
    return [];
  const because = `${differencesInWords({ provider: provider(base) }, { provider: provider(head) })}: every secret must be there first`;
  return [{ fate: 'needs-secret', subject: nameOf(head), because }];
}

/** Secrets that do not come, or do not follow what changes. */
export function idleSecrets({ base, head }: Rename): Consequence[] {
  if (head.kind !== 'ExternalSecret') return [];
  const subject = nameOf(head);
  const is = (object: KubernetesObject, path: string, value: RegExp) => value.test(text(object, path));
  const becomes = (path: string, value: RegExp) => is(head, path, value) && !is(base, path, value);
  const store = (object: KubernetesObject) => field(object, 'spec.secretStoreRef');
  return [
    ...(becomes('spec.refreshInterval', /^0\w*$/)
      ? [{ fate: 'protection-dropped', subject, because: 'a secret that is changed never arrives' } as const]
      : []),
    ...(becomes('spec.target.creationPolicy', /^None$/)
      ? [{ fate: 'stopped', subject, because: 'nobody makes its Secret any more' } as const]
      : []),
    ...(isDeepStrictEqual(store(base), store(head))
      ? []
      : [
          {
            fate: 'needs-secret',
            subject,
            because: `${differencesInWords({ store: store(base) }, { store: store(head) })}: every secret must be there first`,
          } as const,
        ]),
  ];
}
