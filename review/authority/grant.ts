import type { Consequence } from '../consequence.ts';

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
}

/** Rights that appear and disappear between two platforms. */
export interface AuthorityChange {
  readonly gained: readonly Grant[];
  readonly lost: readonly Grant[];
  readonly consequences: readonly Consequence[];
}

/** Compares who may do what. A right that only loses its condition is a wider right. */
export function authorityChange(base: readonly Grant[], head: readonly Grant[]): AuthorityChange {
  const gained = without(head, base);
  const lost = without(base, head);
  const alarms = new Map<string, string[]>();
  for (const grant of gained) {
    const conditional = lost.some(
      ({ who, what, when }) => who === grant.who && what === grant.what && when !== '' && grant.when === '',
    );
    const alarm = conditional ? 'without its condition' : grant.alarming;
    if (alarm) alarms.set(grant.who, [...(alarms.get(grant.who) ?? []), `${grant.what} (${alarm})`]);
  }
  return {
    gained,
    lost,
    consequences: [...alarms].map(([subject, rights]) => ({
      fate: 'authority-widened',
      subject,
      because: `gains ${rights.slice(0, MOST_RIGHTS).join('; ')}${rights.length > MOST_RIGHTS ? ` and ${rights.length - MOST_RIGHTS} more` : ''}`,
    })),
  };
}

const MOST_RIGHTS = 4;

function without(grants: readonly Grant[], others: readonly Grant[]): Grant[] {
  const key = ({ who, what, when }: Grant) => JSON.stringify([who, what, when]);
  const known = new Set(others.map(key));
  return [...new Map(grants.map((grant) => [key(grant), grant])).values()].filter(
    (grant) => !known.has(key(grant)),
  );
}
