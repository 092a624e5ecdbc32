import type { Consequence } from '../consequence.ts';
import { type Fields, fields, items, text } from '../field.ts';
import { type KubernetesObject, nameOf } from '../platform.ts';
import { containersOf, podTemplateOf, replicasOf } from './pod-template.ts';

/** Names of the volumes that a StatefulSet claims for each of its pods. */
export function claimsOf(object: KubernetesObject): string[] {
  if (object.kind !== 'StatefulSet') return [];
  return items(object, 'spec.volumeClaimTemplates').map((claim) => text(claim, 'metadata.name'));
}

/** What a change of a StatefulSet does to what its pods have stored, while its volumes stay the same. */
export function storedDataConsequences(base: KubernetesObject, head: KubernetesObject): Consequence[] {
  return claimsOf(base).flatMap((claim) => [
    ...movedMounts(claim, base, head),
    ...otherReaders(claim, base, head),
    ...unretained(claim, base, head),
    ...leftByFewer(claim, base, head),
  ]);
}

/** A StatefulSet that takes its volumes along when it, or one of its pods, is no longer wanted. */
function unretained(claim: string, base: KubernetesObject, head: KubernetesObject): Consequence[] {
  const deletes = (object: KubernetesObject, when: string) =>
    text(object, `spec.persistentVolumeClaimRetentionPolicy.${when}`) === 'Delete';
  const now = ['whenDeleted', 'whenScaled'].filter((when) => deletes(head, when) && !deletes(base, when));
  if (now.length === 0) return [];
  const because = `${now.join(', ')}: volume ${claim} is deleted with the StatefulSet or its pod`;
  return [{ fate: 'protection-dropped', subject: nameOf(head), because }];
}

/** Volumes of pods that a StatefulSet no longer wants. One that wants none at all is stopped, and begins again with them. */
function leftByFewer(claim: string, base: KubernetesObject, head: KubernetesObject): Consequence[] {
  const [before, after] = [replicasOf(base) ?? 1, replicasOf(head) ?? 1];
  if (after === 0 || after >= before) return [];
  const volumes = Array.from(
    { length: before - after },
    (_, index) => `${claim}-${head.metadata.name}-${after + index}`,
  );
  const because = `wants ${after} of ${before} pods: ${volumes.join(', ')} stays behind, and what counts on a majority of its members has none unless they are taken out first`;
  return [{ fate: 'data-orphaned', subject: nameOf(head), because }];
}

interface Mount {
  readonly container: string;
  /** Mount path, with the folder of the volume that is mounted there. */
  readonly place: string;
  readonly path: string;
  readonly image: string;
  readonly words: readonly string[];
}

/** Where the containers find a volume; those that only run before the pod starts don't count. */
function mountsOf(claim: string, object: KubernetesObject): Mount[] {
  const spec: Fields = fields(podTemplateOf(object), 'spec');
  return containersOf({ spec: { containers: spec.containers } }).flatMap((container) =>
    items(container, 'volumeMounts')
      .filter((mount) => text(mount, 'name') === claim)
      .map((mount) => ({
        container: text(container, 'name'),
        path: text(mount, 'mountPath'),
        place: [text(mount, 'mountPath'), text(mount, 'subPath')].filter(Boolean).join(' of folder '),
        image: text(container, 'image'),
        words: [...items(container, 'command'), ...items(container, 'args')].map((word) => text(word)),
      })),
  );
}

function movedMounts(claim: string, base: KubernetesObject, head: KubernetesObject): Consequence[] {
  const after = mountsOf(claim, head);
  return mountsOf(claim, base).flatMap((before): Consequence[] => {
    const now = after.find(({ container }) => container === before.container);
    if (!now) {
      const because = `container ${before.container} no longer mounts volume ${claim}: it starts empty, what it stored stays on the volume`;
      return [{ fate: 'data-orphaned', subject: nameOf(head), because }];
    }
    if (now.place !== before.place) {
      const because = `volume ${claim} moves from ${before.place} to ${now.place}: container ${now.container} finds nothing where it looked`;
      return [{ fate: 'data-orphaned', subject: nameOf(head), because }];
    }
    const told = (mount: Mount) => mount.words.filter((word) => word.includes(before.path));
    if (told(before).length > 0 && told(now).length === 0) {
      const because = `container ${now.container} is no longer told to store in ${before.path} (was: ${told(before).join(' ')}): what it writes is not on volume ${claim}`;
      return [{ fate: 'data-orphaned', subject: nameOf(head), because }];
    }
    return [];
  });
}

function otherReaders(claim: string, base: KubernetesObject, head: KubernetesObject): Consequence[] {
  const after = mountsOf(claim, head);
  return mountsOf(claim, base).flatMap((before): Consequence[] => {
    const now = after.find(({ container }) => container === before.container);
    if (!now || now.image === before.image) return [];
    const [left, right] = [versionOf(before.image), versionOf(now.image)];
    const change = `${before.image} → ${now.image}`;
    if (left.repository !== right.repository) {
      const because = `${change}: another program opens what ${left.repository} wrote to volume ${claim}`;
      return [{ fate: 'data-format', subject: nameOf(head), because }];
    }
    if (right.version === undefined || left.version === undefined) {
      const because = `${change}: which version opens volume ${claim} is not said`;
      return [{ fate: 'data-format', subject: nameOf(head), because }];
    }
    const [was = 0, wasMinor = 0] = left.version;
    const [is = 0, isMinor = 0] = right.version;
    if (is < was || (is === was && isMinor < wasMinor)) {
      const because = `${change}: an older version may not open what the newer one wrote to volume ${claim}`;
      return [{ fate: 'data-format', subject: nameOf(head), because }];
    }
    if (is > was) {
      const because = `${change}: a new major version may convert volume ${claim} so that there is no way back; take a backup`;
      return [{ fate: 'data-format', subject: nameOf(head), because }];
    }
    return [];
  });
}

/** Name and version of an image; no version where its tag has none. */
function versionOf(image: string): {
  readonly repository: string;
  readonly version: readonly number[] | undefined;
} {
  const [, repository = image, tag = ''] = /^(.*?)(?::([\w.-]+))?(?:@.*)?$/.exec(image) ?? [];
  const found = /\d+(\.\d+)*/.exec(tag)?.[0];
  return { repository, version: found?.split('.').map(Number) };
}
