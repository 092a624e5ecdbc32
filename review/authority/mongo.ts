import { text } from '../field.ts';
import type { Platform } from '../platform.ts';
import type { Grant } from './grant.ts';

/** Roles of MongoDB that reach beyond one database, or by which one gets to all others. */
const ALARMING =
  /^(root|__system|\w+AnyDatabase|dbOwner|userAdmin|dbAdmin|clusterAdmin|clusterManager|hostManager|restore)$/;

/** What the users of MongoDB may do, by the script that makes them. */
export function mongoGrants(platform: Platform): Grant[] {
  return [...platform.objects.values()]
    .filter(({ kind }) => kind === 'ConfigMap')
    .flatMap(({ data }) => usersIn(text((data as Record<string, unknown> | undefined)?.['setup.js'])));
}

/** One user of the script's list: its name, and its roles as they stand there. */
const USER = /user: '(\w+)',\s*pwd:[^[]*roles: \[([^\]]*)\]/g;

/** A role of one database, or a word for one of the user's own. */
const ROLE = /\{ role: '(\w+)', db: '(\w+)' \}|'(\w+)'/g;

function usersIn(script: string): Grant[] {
  return [...script.matchAll(USER)].flatMap(([, user, roles = '']) =>
    [...roles.matchAll(ROLE)].map(([, role, database, word = role]): Grant => {
      const what = `${word} of ${database ?? 'the database of users'}`;
      const alarming = ALARMING.test(word ?? '') ? { alarming: 'more than one client needs' } : {};
      return { who: `MongoDB user ${user}`, what, when: '', ...alarming };
    }),
  );
}
