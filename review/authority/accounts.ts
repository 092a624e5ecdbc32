import type { Consequence } from '../consequence.ts';
import { text } from '../field.ts';
import { podTemplateOf } from '../kubernetes/pod-template.ts';
import { type KubernetesObject, nameOf, type Platform } from '../platform.ts';
import { ACTS, type Grant } from './grant.ts';
import { roleOf } from './rbac.ts';

/**
 * As which service accounts pods act, where those may do anything.
 * @param rights What the accounts may do.
 * @param renamed New names of workloads by their old ones. @default none
 */
export function accountGrants(
  platform: Platform,
  rights: readonly Grant[],
  renamed: ReadonlyMap<string, string> = new Map(),
): Grant[] {
  const able = new Set(rights.map(({ who }) => who));
  return [...platform.objects.values()].flatMap((object): Grant[] => {
    const account = accountOf(object);
    if (!account || !able.has(account)) return [];
    const place = `${object.metadata.namespace}/${object.metadata.name}`;
    return [{ who: renamed.get(place) ?? place, what: `${ACTS}${account}`, when: '' }];
  });
}

/** Pods that act as another account, and lose the role of the one before. */
export function abandonedRoles(base: Platform, head: Platform): Consequence[] {
  const roleIn = (platform: Platform, object: KubernetesObject) => {
    const account = platform.objects.get(accountOf(object)?.replaceAll(' ', '/') ?? '');
    return account ? roleOf(account) : '';
  };
  return [...head.objects].flatMap(([name, object]): Consequence[] => {
    const before = base.objects.get(name);
    if (!before || accountOf(before) === accountOf(object)) return [];
    const [was, is] = [roleIn(base, before), roleIn(head, object)];
    if (was === '' || was === is) return [];
    const because = `its pods act as ${accountOf(object) ?? 'nobody'}, and have role ${was} no more`;
    return [{ fate: 'stopped', subject: nameOf(object), because }];
  });
}

/** `ServiceAccount playcode redis`; undefined where no pods are made or none is named. */
function accountOf(object: KubernetesObject): string | undefined {
  const name = text(podTemplateOf(object), 'spec.serviceAccountName');
  return name === '' ? undefined : `ServiceAccount ${object.metadata.namespace} ${name}`;
}
