import type { Consequence } from '../consequence.ts';
import { fields } from '../field.ts';
import { withoutIds } from '../intrinsic.ts';

/** Something that somebody may do. */
export interface Grant {
  /** Who: a role, a service account, a group. */
  readonly who: string;
  /** What: `s3:PutObject on arn:…`, `get secrets in playcode`. */
  readonly what: string;
  /** Under which condition; empty where there is none. */
  readonly when: string;
  /** Why nobody should be given this without a second look; undefined for what is ordinary. */
  readonly alarming?: string;
  /** Whether it is a prohibition, so that its end is what widens. @default false */
  readonly denied?: boolean;
}

/** Rights that appear and disappear between two platforms. */
export interface AuthorityChange {
  readonly gained: readonly Grant[];
  readonly lost: readonly Grant[];
  readonly consequences: readonly Consequence[];
}

/** Compares who may do what. A right of which the condition or the target widens is a wider right, and so is the end of a prohibition. */
export function authorityChange(base: readonly Grant[], head: readonly Grant[]): AuthorityChange {
  const gained = without(head, base);
  const lost = without(base, head);
  const alarms = new Map<string, string[]>();
  const alarm = ({ who, what }: Grant, why: string) =>
    alarms.set(who, [...(alarms.get(who) ?? []), `${what} (${why})`]);
  for (const grant of gained.filter(({ denied }) => !denied)) {
    const why =
      otherCondition(grant, lost) ??
      grant.alarming ??
      otherTarget(grant, lost) ??
      newcomer(grant, base, lost);
    if (why) alarm(grant, why);
  }
  for (const grant of lost.filter(({ denied }) => denied)) {
    if (!gained.some((other) => forbidsTheSame(grant, other))) alarm(grant, 'is no longer so');
  }
  return {
    gained,
    lost,
    consequences: [...alarms].map(([subject, rights]) => ({
      fate: 'authority-widened',
      subject,
      because: `${rights.slice(0, MOST_RIGHTS).join('; ')}${rights.length > MOST_RIGHTS ? ` and ${rights.length - MOST_RIGHTS} more` : ''}`,
    })),
  };
}

const MOST_RIGHTS = 4;

/** Begins a right to assume a role. */
export const BECOMES = 'becomes ';

/** Begins a right to do what a service account may. */
export const ACTS = 'acts as ';

/** Begins a right to read a secret: what a pod mounts, and what a Secret holds. */
export const [READS, HOLDS] = ['reads ', 'holds '];

/** Stands between an action and what it is done to. */
const ON = ' on ';

function parts({ what }: Grant): readonly [action: string, target: string] {
  const at = what.indexOf(ON);
  return at < 0 ? [what, ''] : [what.slice(0, at), what.slice(at + ON.length)];
}

/** A right that was had under a condition, and is not under that or a stricter one any more. Names of objects are none. */
function otherCondition(grant: Grant, lost: readonly Grant[]): string | undefined {
  if (grant.when !== '' && !grant.when.startsWith('{')) return undefined;
  const before = lost.filter(({ who, what, denied }) => who === grant.who && what === grant.what && !denied);
  if (before.length === 0 || before.some(({ when }) => isStricter(grant.when, when))) return undefined;
  return grant.when === '' ? 'without its condition' : 'under another condition';
}

/** Whether whatever meets one condition meets the other, too: it asks for all that the other does, and perhaps for more. */
function isStricter(when: string, other: string): boolean {
  if (other === '') return true;
  if (when === '') return false;
  const own = new Set(testsOf(when));
  return testsOf(other).every((test) => own.has(test));
}

/** The single tests of a condition of IAM, whatever the logical ids of what they mention. */
function testsOf(when: string): string[] {
  return Object.entries(fields(JSON.parse(withoutIds(when)))).flatMap(([operator, keys]) =>
    Object.entries(fields(keys)).map(([key, value]) => JSON.stringify([operator, key, value])),
  );
}

/** The same action on a pattern in which what it was done to before is one of many. */
function otherTarget(grant: Grant, lost: readonly Grant[]): string | undefined {
  const [action, target] = parts(grant);
  if (!/[*?]/.test(target)) return undefined;
  const pattern = new RegExp(
    `^${target
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );
  const before = lost.filter(({ who, denied }) => who === grant.who && !denied).map(parts);
  return before.some(([verb, what]) => verb === action && what !== target && pattern.test(what))
    ? 'on more than before'
    : undefined;
}

/** Somebody of another account, or who comes to a role or a secret that there is by a way of his own. */
function newcomer({ who, what }: Grant, base: readonly Grant[], lost: readonly Grant[]): string | undefined {
  const account = accountOf(who);
  if (account !== undefined && !base.some((grant) => accountOf(grant.who) === account))
    return 'of another account';
  if (what.startsWith(ACTS)) {
    const account = what.slice(ACTS.length);
    return base.some((grant) => grant.who === account) ? 'one more who may do what it may' : undefined;
  }
  if (!base.some((grant) => grant.what === what)) return undefined;
  if (what.startsWith(BECOMES)) return 'one more way into it';
  // What only goes into a Secret of another name is not in one more.
  const isOneMore =
    what.startsWith(READS) || (what.startsWith(HOLDS) && !lost.some((grant) => grant.what === what));
  return isOneMore ? 'one more who has it' : undefined;
}

function accountOf(who: string): string | undefined {
  return /^AWS .*?\b(\d{12})\b/.exec(who)?.[1];
}

function forbidsTheSame(grant: Grant, other: Grant): boolean {
  return (
    other.denied === true &&
    other.who === grant.who &&
    other.when === grant.when &&
    parts(other)[0] === parts(grant)[0] &&
    partOf(other) === partOf(grant)
  );
}

/** The part of a resource that a statement is of, whatever the logical ids of what it mentions. */
function partOf({ what }: Grant): string {
  return (/ \(.*\)$/.exec(what)?.[0] ?? '').replaceAll(/\$\{\w+/g, '$' + '{');
}

function without(grants: readonly Grant[], others: readonly Grant[]): Grant[] {
  const key = ({ who, what, when }: Grant) => JSON.stringify([who, what, when]);
  const known = new Set(others.map(key));
  return [...new Map(grants.map((grant) => [key(grant), grant])).values()].filter(
    (grant) => !known.has(key(grant)),
  );
}
