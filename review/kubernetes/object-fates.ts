import { isDeepStrictEqual } from 'node:util';
import { contentConsequences } from '../configuration/content.ts';
import type { Consequence } from '../consequence.ts';
import { counted, described, differencesInWords } from '../difference.ts';
import { fields } from '../field.ts';
import { type KubernetesObject, nameOf, type Platform } from '../platform.ts';
import { argumentConsequences } from './arguments.ts';
import { autoscalerConsequences } from './autoscaler.ts';
import { immutableChanges } from './immutable-fields.ts';
import { ingressConsequences } from './ingress.ts';
import { otherIssuer, unprovenZones } from './issuer.ts';
import { keptForShorter } from './kept-time.ts';
import { limitConsequences } from './limits.ts';
import { placementConsequences } from './placement.ts';
import { podTemplateOf } from './pod-template.ts';
import { isNewContent, type Rename, renamesAmong } from './rename.ts';
import { restartOf } from './restart.ts';
import { safeguardConsequences } from './safeguards.ts';
import { idleSecrets, missingSecrets, otherStore } from './secret-source.ts';
import { serviceConsequences } from './service.ts';
import { stopConsequences } from './stop.ts';
import { claimsOf, storedDataConsequences } from './stored-data.ts';
import { variableConsequences } from './variables.ts';

/** What becomes of the Kubernetes objects, and how many stay as they are. */
export interface ObjectFates {
  readonly consequences: readonly Consequence[];
  /** Configuration of the same content under a new hash: its pods restart, and that is said of them. */
  readonly newName: readonly string[];
  readonly unchanged: number;
  /** Workloads under another name, `namespace/name` by `namespace/name`. */
  readonly renamed: ReadonlyMap<string, string>;
}

/** Compares the objects of two platforms. The pipeline deletes nothing: what is no longer declared goes on. */
export function objectFates(base: Platform, head: Platform): ObjectFates {
  const removed = [...base.objects].filter(([name]) => !head.objects.has(name)).map(([, object]) => object);
  const added = [...head.objects].filter(([name]) => !base.objects.has(name)).map(([, object]) => object);
  const renames = renamesAmong(removed, added);
  const content = renames.filter(isNewContent);
  const isSame = ({ base, head }: Rename) => isDeepStrictEqual(base.data, head.data);
  const renamed = renames.filter((rename) => !isNewContent(rename));
  const paired = new Set(renames.flatMap((rename) => [rename.base, rename.head]));
  const kept = [...head.objects].flatMap(([name, object]): Rename[] => {
    const before = base.objects.get(name);
    return before ? [{ base: before, head: object }] : [];
  });
  return {
    consequences: [
      ...kept.flatMap((pair) => changed(pair)),
      ...missingSecrets(base, head),
      ...kept.flatMap((pair) =>
        placementConsequences({ object: pair.base, platform: base }, { object: pair.head, platform: head }),
      ),
      ...kept.flatMap(otherStore),
      ...kept.flatMap(otherIssuer),
      ...kept.flatMap(unprovenZones),
      ...kept.flatMap(idleSecrets),
      ...content.filter((rename) => !isSame(rename)).flatMap(contentConsequences),
      ...renamed.map(renamedFate),
      ...removed.filter((object) => !paired.has(object)).map(removedFate),
      ...added.filter((object) => !paired.has(object)).map(createdFate),
    ],
    newName: content.filter(isSame).map((rename) => `${nameOf(rename.base)} → ${rename.head.metadata.name}`),
    unchanged: kept.filter((pair) => isDeepStrictEqual(pair.base, pair.head)).length,
    renamed: new Map(
      renamed
        .filter(({ base }) => podTemplateOf(base) !== undefined)
        .map((rename) => [placeOf(rename.base), placeOf(rename.head)]),
    ),
  };
}

/** Label of objects that a stack applies: what the stack no longer declares, it deletes. */
const PRUNED_BY_STACK = 'aws.cdk.eks/prune-';

function placeOf({ metadata }: KubernetesObject): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function changed({ base, head }: Rename): Consequence[] {
  if (isDeepStrictEqual(base, head)) return [];
  const subject = nameOf(head);
  const refused = immutableChanges(base, head);
  if (refused.length > 0) {
    const because = `${counted(refused.map(described)).join('; ')}: the API server refuses to change that`;
    return [{ fate: 'rejected', subject, because }, ...storedDataConsequences(base, head)];
  }
  return [
    ...storedDataConsequences(base, head),
    ...keptForShorter(base, head),
    ...argumentConsequences(base, head),
    ...variableConsequences(base, head),
    ...safeguardConsequences(base, head),
    ...limitConsequences(base, head),
    ...autoscalerConsequences(base, head),
    ...serviceConsequences(base, head),
    ...ingressConsequences(base, head),
    ...stopConsequences(base, head),
    { fate: restartOf(base, head), subject, because: differencesInWords(base, head) },
  ];
}

function renamedFate({ base, head }: Rename): Consequence {
  const [before, after] = [nameOf(base), nameOf(head)];
  const claims = claimsOf(base);
  if (claims.length > 0) {
    const volumes = claims.map((claim) => `${claim}-${base.metadata.name}-0`).join(', ');
    const because = `becomes ${after}, which starts with an empty volume; ${volumes} stays behind, and the old pods run on until they are deleted`;
    return { fate: 'data-orphaned', subject: before, because };
  }
  if (base.kind === 'PersistentVolumeClaim') {
    return { fate: 'data-orphaned', subject: before, because: `becomes ${after}, which is empty` };
  }
  return {
    fate: 'left-behind',
    subject: before,
    because: `becomes ${after}; the old one goes on until it is deleted`,
  };
}

function removedFate(object: KubernetesObject): Consequence {
  const subject = nameOf(object);
  if (claimsOf(object).length > 0 || object.kind === 'PersistentVolumeClaim') {
    const because = 'no longer declared: nobody backs it up, updates it or watches it, and its volume stays';
    return { fate: 'data-orphaned', subject, because };
  }
  const labels = Object.keys(fields(object, 'metadata.labels'));
  if (labels.some((label) => label.startsWith(PRUNED_BY_STACK))) {
    return { fate: 'stopped', subject, because: 'its stack applied it, and deletes it: what names it waits' };
  }
  if (object.kind === 'Namespace') {
    const because =
      'no longer declared: it stays with all that is in it until somebody deletes it, and all of that with it';
    return { fate: 'left-behind', subject, because };
  }
  return { fate: 'left-behind', subject, because: 'no longer declared; the deploy role deletes nothing' };
}

function createdFate(object: KubernetesObject): Consequence {
  return { fate: 'created', subject: nameOf(object), because: 'new' };
}
