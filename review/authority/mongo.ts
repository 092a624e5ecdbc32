import { fields, text } from '../field.ts';
import type { Platform } from '../platform.ts';
import type { Grant } from './grant.ts';

/** Roles of MongoDB that reach beyond one database, or by which one gets to all others. */
const ALARMING =
  /^(root|__system|\w+AnyDatabase|dbOwner|userAdmin|dbAdmin|clusterAdmin|clusterManager|hostManager|restore)$/;

/** What the users of MongoDB may do, by the scripts that make them. */
export function mongoGrants(platform: Platform): Grant[] {
  return [...platform.objects.values()]
    .filter(({ kind }) => kind === 'ConfigMap')
    .flatMap((object) => Object.entries(fields(object, 'data')))
    .filter(([file]) => file.endsWith('.js'))
    .flatMap(([, script]) => usersIn(text(script)));
}

/** One user, and the roles that a script gives it: `user: 'app', …, roles: […]`. */
const USER =
  /\b(?:user|createUser|updateUser|grantRolesToUser)['"]?\s*:\s*['"]([\w-]+)['"][^[]*?roles['"]?\s*:\s*\[([^\]]*)\]/g;

/** A role of one database, or a word for one of the user's own. */
const ROLE = /\{([^}]*)\}|['"](\w+)['"]/g;

function usersIn(script: string): Grant[] {
  return [...script.matchAll(USER)].flatMap(([, user, roles = '']) =>
    [...roles.matchAll(ROLE)].map(([, parts, own]): Grant => {
      const part = (key: string) => new RegExp(`\\b${key}['"]?\\s*:\\s*['"](\\w+)`).exec(parts ?? '')?.[1];
      const word = own ?? part('role') ?? '';
      const what = `${word} of ${part('db') ?? 'the database of users'}`;
      const alarming = ALARMING.test(word) ? { alarming: 'more than one client needs' } : {};
      return { who: `MongoDB user ${user}`, what, when: '', ...alarming };
    }),
  );
}
