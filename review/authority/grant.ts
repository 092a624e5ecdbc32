import type { Consequence } from '../consequence.ts';
import { isStricter } from './condition.ts';

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
    if (isNarrower(grant, lost)) continue;
    const why =
      otherCondition(grant, lost) ??
      grant.alarming ??
      otherTarget(grant, lost) ??
      newcomer(grant, base, lost) ??
      trespass(grant, base);
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

/** Begins a right to do what a service account or a group may. */
export const ACTS = 'acts as ';

/** Begins a right to read a secret: what a pod mounts, and what a Secret holds. */
export const [READS, HOLDS] = ['reads ', 'holds '];

/** Stands between an action and what it is done to. */
const ON = ' on ';

function parts({ what }: Grant): readonly [action: string, target: string] {
  const at = what.indexOf(ON);
  return at < 0 ? [what, ''] : [what.slice(0, at), what.slice(at + ON.length)];
}

/** The same right before, under other conditions. */
function formerly(grant: Grant, lost: readonly Grant[]): Grant[] {
  return lost.filter(({ who, what, denied }) => who === grant.who && what === grant.what && !denied);
}

/** A right that was had under the same condition or a weaker one. */
function isNarrower(grant: Grant, lost: readonly Grant[]): boolean {
  return formerly(grant, lost).some(({ when }) => isStricter(grant.when, when));
}

/** A right that was had under a condition, and is not under that or a stricter one any more. Names of objects are none. */
function otherCondition(grant: Grant, lost: readonly Grant[]): string | undefined {
  if (grant.when !== '' && !grant.when.startsWith('{')) return undefined;
  if (formerly(grant, lost).length === 0) return undefined;
  return grant.when === '' ? 'without its condition' : 'under another condition';
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

/** A bucket, or what a key has encrypted, that is others' so far. */
function trespass(grant: Grant, base: readonly Grant[]): string | undefined {
  const place = territoryOf(grant);
  if (place === undefined) return undefined;
  const owners = base.filter((other) => territoryOf(other) === place).map(({ who }) => who);
  return owners.length > 0 && !owners.includes(grant.who) ? "on what is others' so far" : undefined;
}

/** The bucket or the key that a right is on. */
function territoryOf(grant: Grant): string | undefined {
  if (grant.denied || !/^(role|user|group) /.test(grant.who)) return undefined;
  const [action, target] = parts(grant);
  return action.startsWith('kms:') ? target : /^arn:aws:s3:::[^/*]+/.exec(target)?.[0];
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
