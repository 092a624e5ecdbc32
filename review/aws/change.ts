import { isDeepStrictEqual } from 'node:util';
import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { type Fields, fields } from '../field.ts';
import { withoutIds } from '../intrinsic.ts';
import type { Platform, Resource, Stack } from '../platform.ts';
import { physicalNameOf } from './holding.ts';

/** What CloudFormation does to a resource. */
type Impact = 'create' | 'update' | 'replace' | 'may-replace' | 'delete' | 'orphan' | 'move';

/** A change of one resource, as CloudFormation carries it out. */
export interface Change {
  /** Stack and logical id: `production/data/StorageUploads`. */
  readonly subject: string;
  readonly type: string;
  readonly impact: Impact;
  readonly base?: Resource;
  readonly head?: Resource;
  /** Where it goes on, of one that moves: stack and logical id. */
  readonly movesTo?: string;
  /** Properties that differ. */
  readonly properties: readonly string[];
}

const IMPACTS: Readonly<Partial<Record<ResourceImpact, Impact>>> = {
  [ResourceImpact.WILL_CREATE]: 'create',
  [ResourceImpact.WILL_IMPORT]: 'create',
  [ResourceImpact.WILL_UPDATE]: 'update',
  [ResourceImpact.WILL_REPLACE]: 'replace',
  [ResourceImpact.MAY_REPLACE]: 'may-replace',
  [ResourceImpact.WILL_DESTROY]: 'delete',
  [ResourceImpact.WILL_ORPHAN]: 'orphan',
};

/** Every change of resources between two platforms; one that only takes another logical id or stack moves. */
export function changesBetween(base: Platform, head: Platform): Change[] {
  const names = new Set([...base.stacks.keys(), ...head.stacks.keys()]);
  return moves(
    [...names].flatMap((name) => changesOfStack(name, base.stacks.get(name), head.stacks.get(name))),
  );
}

const NOTHING = { Resources: {} };

/** What a resource has beside its properties, and what counts. */
const OWN = ['Type', 'DeletionPolicy', 'UpdateReplacePolicy', 'Condition'] as const;

function changesOfStack(name: string, base: Stack | undefined, head: Stack | undefined): Change[] {
  const diff = fullDiff(base?.template ?? NOTHING, head?.template ?? NOTHING);
  const changes: Change[] = [];
  diff.resources.forEachDifference((id, difference) => {
    const before = base?.template.Resources[id];
    const after = head?.template.Resources[id];
    const properties = changedProperties(before, after);
    const isOther = OWN.some((attribute) => before?.[attribute] !== after?.[attribute]);
    // Metadata, and replacements that only follow another resource's, are no change of their own.
    if (before && after && properties.length === 0 && !isOther) return;
    const impact = IMPACTS[difference.changeImpact] ?? 'update';
    changes.push({
      subject: `${name}/${id}`,
      type: (before ?? after)?.Type ?? '',
      impact,
      ...(before ? { base: before } : {}),
      ...(after ? { head: after } : {}),
      properties,
    });
  });
  return changes;
}

function changedProperties(base: Resource | undefined, head: Resource | undefined): string[] {
  const [before, after]: [Fields, Fields] = [fields(base?.Properties), fields(head?.Properties)];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (property) => !isDeepStrictEqual(before[property], after[property]),
  );
}

/** Pairs what goes with what comes: the same name, or the same properties, under another logical id or in another stack. */
function moves(changes: readonly Change[]): Change[] {
  const created = new Set(changes.filter(({ impact }) => impact === 'create'));
  return changes
    .map((change): Change => {
      if (change.impact !== 'delete' && change.impact !== 'orphan') return change;
      const twin = [...created].find((other) => isTwin(change, other));
      if (!twin?.head) return change;
      created.delete(twin);
      return { ...change, impact: 'move', head: twin.head, movesTo: twin.subject };
    })
    .filter((change) => change.impact !== 'create' || created.has(change));
}

function isTwin(gone: Change, come: Change): boolean {
  if (gone.type !== come.type) return false;
  const name = physicalNameOf(gone.base?.Properties);
  if (name !== undefined) return name === physicalNameOf(come.head?.Properties);
  return isDeepStrictEqual(unplaced(gone.base?.Properties), unplaced(come.head?.Properties));
}

/** Properties as they are whatever the logical ids are: those of moved neighbours change along, as do policies' names. */
function unplaced(properties: Fields | undefined): unknown {
  return JSON.parse(withoutIds(JSON.stringify({ ...properties, PolicyName: '' })));
}
