import { isDeepStrictEqual } from 'node:util';
import type { Consequence } from '../consequence.ts';
import { type Fields, field, fields, items, text } from '../field.ts';
import { type Finding, foundIf } from '../finding.ts';
import { type KubernetesObject, nameOf } from '../platform.ts';
import { type ContainerPair, containerPairs } from './container-pair.ts';
import { type Image, imageOf } from './image.ts';
import { podTemplateOf, replicasOf } from './pod-template.ts';

/** Names of the volumes that a StatefulSet claims for each of its pods. */
export function claimsOf(object: KubernetesObject): string[] {
  if (object.kind !== 'StatefulSet') return [];
  return items(object, 'spec.volumeClaimTemplates').map((claim) => text(claim, 'metadata.name'));
}

/** What a change of a StatefulSet does to what its pods have stored, while its volumes stay the same. */
export function storedDataConsequences(base: KubernetesObject, head: KubernetesObject): Consequence[] {
  const found = claimsOf(base).flatMap((claim): Finding[] => [
    ...pairsWith(claim, base, head).flatMap((pair) => [
      ...movedMount(claim, pair),
      ...hiddenMount(claim, pair),
      ...otherReader(claim, pair),
      ...otherUser(claim, pair, base, head),
    ]),
    ...otherMembers(claim, base, head),
    ...unretained(claim, base, head),
    ...leftByFewer(claim, base, head),
  ]);
  return found.map(([fate, because]) => ({ fate, subject: nameOf(head), because }));
}

/** A StatefulSet that takes its volumes along when it, or one of its pods, is no longer wanted. */
function unretained(claim: string, base: KubernetesObject, head: KubernetesObject): Finding[] {
  const deletes = (object: KubernetesObject, when: string) =>
    text(object, `spec.persistentVolumeClaimRetentionPolicy.${when}`) === 'Delete';
  const now = ['whenDeleted', 'whenScaled'].filter((when) => deletes(head, when) && !deletes(base, when));
  const because = `${now.join(', ')}: volume ${claim} is deleted with the StatefulSet or its pod`;
  return foundIf(now.length > 0, 'protection-dropped', because);
}

/** Volumes of pods that a StatefulSet no longer wants. One that wants none at all is stopped, and begins again with them. */
function leftByFewer(claim: string, base: KubernetesObject, head: KubernetesObject): Finding[] {
  const [before, after] = [replicasOf(base) ?? 1, replicasOf(head) ?? 1];
  if (after === 0 || after >= before) return [];
  const volumes = Array.from(
    { length: before - after },
    (_, index) => `${claim}-${head.metadata.name}-${after + index}`,
  );
  const because = `wants ${after} of ${before} pods: ${volumes.join(', ')} stays behind, and what counts on a majority of its members has none unless they are taken out first`;
  return [['data-orphaned', because]];
}

/** Pods that are counted from another number on have other names, and volumes of their own. */
function otherMembers(claim: string, base: KubernetesObject, head: KubernetesObject): Finding[] {
  const first = (object: KubernetesObject) => Number(field(object, 'spec.ordinals.start') ?? 0);
  const because = `its first pod is ${head.metadata.name}-${first(head)}, which starts with an empty volume ${claim}, was: ${base.metadata.name}-${first(base)}`;
  return foundIf(first(base) !== first(head), 'data-orphaned', because);
}

/** A container that has a volume mounted, and what it has become; those that only run before the pod starts don't count. */
interface MountPair extends ContainerPair {
  readonly mounts: readonly [base: Fields, head: Fields | undefined];
}

function pairsWith(claim: string, base: KubernetesObject, head: KubernetesObject): MountPair[] {
  const mountOf = (container: Fields | undefined) =>
    items(container, 'volumeMounts')
      .map((mount) => fields(mount))
      .find((mount) => mount.name === claim);
  const pairs = containerPairs(base, head);
  return items(podTemplateOf(base), 'spec.containers').flatMap((each) => {
    const container = fields(each);
    const mount = mountOf(container);
    const now = pairs.find((pair) => pair.base === container)?.head;
    return mount ? [{ base: container, head: now ?? {}, mounts: [mount, mountOf(now)] as const }] : [];
  });
}

/** Mount path, with the folder of the volume that is mounted there. */
function placeOf(mount: Fields | undefined): string {
  return [pathOf(mount), text(mount, 'subPath')].filter(Boolean).join(' of folder ');
}

function pathOf(mount: unknown): string {
  return text(mount, 'mountPath').replace(/(?<=.)\/+$/, '');
}

function movedMount(claim: string, { base, head, mounts: [before, now] }: MountPair): Finding[] {
  if (!now) {
    const because = `container ${text(base, 'name')} no longer mounts volume ${claim}: it starts empty, what it stored stays on the volume`;
    return [['data-orphaned', because]];
  }
  const name = text(head, 'name');
  if (placeOf(now) !== placeOf(before)) {
    const because = `volume ${claim} moves from ${placeOf(before)} to ${placeOf(now)}: container ${name} finds nothing where it looked`;
    return [['data-orphaned', because]];
  }
  const told = (container: Fields) =>
    [...items(container, 'command'), ...items(container, 'args')]
      .map((word) => text(word))
      .filter((word) => word.includes(pathOf(before)));
  const because = `container ${name} is no longer told to store in ${pathOf(before)} (was: ${told(base).join(' ')}): what it writes is not on volume ${claim}`;
  return foundIf(told(base).length > 0 && told(head).length === 0, 'data-orphaned', because);
}

/** Other volumes inside of one that keeps data hide what lies there; one that cannot be written keeps nothing more. */
function hiddenMount(claim: string, { base, head, mounts: [before, now] }: MountPair): Finding[] {
  const inside = (container: Fields) =>
    items(container, 'volumeMounts')
      .map(pathOf)
      .filter((path) => path.startsWith(`${pathOf(before)}/`));
  const known = new Set(inside(base));
  return [
    ...inside(head)
      .filter((path) => !known.has(path))
      .map(
        (path): Finding => [
          'data-orphaned',
          `another volume at ${path} hides what container ${text(head, 'name')} has stored there on volume ${claim}`,
        ],
      ),
    ...foundIf(
      now?.readOnly === true && before.readOnly !== true,
      'stopped',
      `container ${text(head, 'name')} may not write to volume ${claim} any more`,
    ),
  ];
}

function otherReader(claim: string, { base, head, mounts: [, now] }: MountPair): Finding[] {
  const [left, right] = [imageOf(text(base, 'image')), imageOf(text(head, 'image'))];
  const change = `${text(base, 'image')} → ${text(head, 'image')}`;
  if (!now || isDeepStrictEqual(left, right)) return [];
  if (left.repository !== right.repository) {
    const because = `${change}: another program opens what ${left.repository} wrote to volume ${claim}`;
    return [['data-format', because]];
  }
  const [before, after] = [versionOf(left), versionOf(right)];
  if (before === undefined || after === undefined) {
    return [['data-format', `${change}: which version opens volume ${claim} is not said`]];
  }
  const [was = 0, wasMinor = 0] = before;
  const [is = 0, isMinor = 0] = after;
  return [
    ...foundIf(
      is < was || (is === was && isMinor < wasMinor),
      'data-format',
      `${change}: an older version may not open what the newer one wrote to volume ${claim}`,
    ),
    ...foundIf(
      is > was,
      'data-format',
      `${change}: a new major version may convert volume ${claim} so that there is no way back; take a backup`,
    ),
  ];
}

/** The numbers of a version; none where the tag has none. */
function versionOf({ tag }: Image): readonly number[] | undefined {
  return /\d+(\.\d+)*/.exec(tag)?.[0].split('.').map(Number);
}

/** A program that runs as somebody else may not read what it has written. */
function otherUser(
  claim: string,
  pair: MountPair,
  base: KubernetesObject,
  head: KubernetesObject,
): Finding[] {
  const userOf = (workload: KubernetesObject, container: Fields) =>
    text(container, 'securityContext.runAsUser') ||
    text(podTemplateOf(workload), 'spec.securityContext.runAsUser') ||
    'that of its image';
  const [was, is] = [userOf(base, pair.base), userOf(head, pair.head)];
  const because = `container ${text(pair.head, 'name')} runs as user ${is}, was: ${was}, who owns what is on volume ${claim}: it may not open it`;
  return foundIf(pair.mounts[1] !== undefined && was !== is, 'stopped', because);
}
