import type { Consequence } from '../consequence.ts';
import { field, fields, items, text } from '../field.ts';
import { remoteKeysOf } from '../kubernetes/external-secret.ts';
import { containersOf, podTemplateOf } from '../kubernetes/pod-template.ts';
import { type KubernetesObject, nameOf, type Platform } from '../platform.ts';
import { type Grant, HOLDS, READS } from './grant.ts';

/**
 * Which pods read which Secrets, what of Secrets Manager those hold, and who may ask for it.
 * @param renamed New names of workloads by their old ones. @default none
 */
export function secretGrants(platform: Platform, renamed: ReadonlyMap<string, string> = new Map()): Grant[] {
  return [...platform.objects.values()].flatMap((object): Grant[] => {
    const place = `${object.metadata.namespace}/${object.metadata.name}`;
    if (object.kind === 'ExternalSecret') return held(object);
    if (object.kind === 'ClusterSecretStore') return asked(object);
    return mounted(object).map((secret) => ({
      who: renamed.get(place) ?? place,
      what: `${READS}Secret ${object.metadata.namespace}/${secret}`,
      when: '',
    }));
  });
}

/** The Secrets that the pods of a workload find as files or as variables. */
function mounted(object: KubernetesObject): string[] {
  const template = podTemplateOf(object);
  if (!template) return [];
  const volumes = items(template, 'spec.volumes').flatMap((volume) => [
    text(volume, 'secret.secretName'),
    ...items(volume, 'projected.sources').map((source) => text(source, 'secret.name')),
  ]);
  const variables = containersOf(template).flatMap((container) => [
    ...items(container, 'env').map((each) => text(each, 'valueFrom.secretKeyRef.name')),
    ...items(container, 'envFrom').map((each) => text(each, 'secretRef.name')),
  ]);
  return [...new Set([...volumes, ...variables])].filter(Boolean);
}

function held(object: KubernetesObject): Grant[] {
  const who = `Secret ${object.metadata.namespace}/${text(object, 'spec.target.name') || object.metadata.name}`;
  return remoteKeysOf(object).map((key) => ({ who, what: `${HOLDS}${key}`, when: '' }));
}

function asked(store: KubernetesObject): Grant[] {
  const what = `may ask ${nameOf(store)} for secrets`;
  const conditions = items(store, 'spec.conditions');
  const isOpen =
    conditions.length === 0 || conditions.some((each) => field(each, 'namespaces') === undefined);
  return [
    ...conditions
      .flatMap((each) => items(each, 'namespaces'))
      .map((name) => ({ who: `namespace ${text(name)}`, what, when: '' })),
    ...(isOpen
      ? [{ who: 'every namespace', what, when: '', alarming: 'for whoever makes an object there' }]
      : []),
  ];
}

/** Keys that a Secret has no longer: its files go at once, also from under the release before. */
export function withdrawnKeys(base: Platform, head: Platform): Consequence[] {
  return [...head.objects.values()].flatMap((object): Consequence[] => {
    const before = base.objects.get(nameOf(object));
    if (object.kind !== 'ExternalSecret' || !before) return [];
    const keys = (each: KubernetesObject) =>
      items(each, 'spec.data').map((entry) => text(entry, 'secretKey'));
    const kept = new Set(keys(object));
    const gone = keys(before).filter((key) => !kept.has(key));
    const because = `${gone.join(', ')} goes from its Secret at once, also for pods that run and for a release that one goes back to`;
    return [
      ...(gone.length > 0 ? [{ fate: 'stopped', subject: nameOf(object), because } as const] : []),
      ...unretained(before, object),
    ];
  });
}

function unretained(base: KubernetesObject, head: KubernetesObject): Consequence[] {
  const policy = (object: KubernetesObject) => fields(object, 'spec.target').deletionPolicy;
  if (policy(head) !== 'Delete' || policy(base) === 'Delete') return [];
  const because = 'its Secret is deleted when Secrets Manager has it no longer, or is asked for another name';
  return [{ fate: 'protection-dropped', subject: nameOf(head), because }];
}
