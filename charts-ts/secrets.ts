import { createHash, randomBytes } from 'node:crypto';
import type { Choices } from '../lib/environment.ts';
import { PORTS, type SECRETS, type SecretId, WORKLOADS } from '../lib/names.ts';
import { memberHosts } from './constructs/mongo.ts';
import { DATABASE, REPLICA_SET } from './constructs/mongo-setup.ts';

/** Values of every secret, by key, as Secrets Manager or a Kubernetes Secret holds them. */
export type SecretValues = { readonly [S in SecretId]: Readonly<Record<KeyOf<S>, string>> };

type KeyOf<S extends SecretId> = Extract<
  (typeof SECRETS)[S]['keys'][keyof (typeof SECRETS)[S]['keys']],
  string
>;

/** What each user of Redis may do. Users are what the file says: the keeper may have it read again, and nobody more. */
const REDIS_RIGHTS = {
  // `info` tells a client whether the server has loaded its log.
  app: '~* &* +@all -@admin -@dangerous +info',
  exporter:
    'resetkeys resetchannels -@all +@connection +info +config|get +slowlog|get +slowlog|len +latency|latest +latency|histogram',
  probe: 'resetkeys resetchannels -@all +ping',
  keeper: 'resetkeys resetchannels -@all +acl|load',
} as const;

/**
 * Fresh values for every secret that the platform can make up itself. Credentials of others (sign-in providers, SMTP,
 * a store of metrics, a listener to the heartbeat, a database outside of the cluster) stay empty: without the first three the game is played by guests and
 * sends no mail.
 * @param choices The environment's. @default the customer's
 */
export function generateSecrets(choices: Choices = {}): SecretValues {
  const mongo = { root: password(), app: password(), exporter: password(), backup: password() };
  const redis = { app: password(), exporter: password(), probe: password(), keeper: password() };
  const members = choices.mongo ?? { members: 1 };
  // All members, so that whoever begins while one of them is away finds another.
  const hosts = 'members' in members ? memberHosts(members.members).join(',') : undefined;
  const uri = (user: MongoClientUser, database: string) =>
    hosts === undefined
      ? ''
      : `mongodb://${user}:${mongo[user]}@${hosts}/${database}?replicaSet=${REPLICA_SET}&authSource=admin`;
  return {
    app: {
      MONGODB_URI: uri('app', DATABASE),
      REDIS_URL: choices.redis ? '' : `redis://app:${redis.app}@${WORKLOADS.redis}:${PORTS.redis}`,
      SESSION_KEY: randomBytes(32).toString('base64'),
      NAVER_CLIENT_ID: '',
      NAVER_CLIENT_SECRET: '',
      GOOGLE_CLIENT_ID: '',
      GOOGLE_CLIENT_SECRET: '',
      SMTP_URL: '',
    },
    mongo: {
      'root-password': mongo.root,
      // Between 6 and 1024 characters of base64, or the server refuses it.
      keyfile: randomBytes(567).toString('base64'),
      'app-password': mongo.app,
      'exporter-password': mongo.exporter,
      'backup-password': mongo.backup,
    },
    redis: {
      'users.acl': redisUsers(redis),
      'probe-password': redis.probe,
      'keeper-password': redis.keeper,
    },
    mongoExporter: { MONGODB_URI: uri('exporter', 'admin') },
    redisExporter: { REDIS_PASSWORD: choices.redis ? '' : redis.exporter },
    backup: { MONGODB_URI: uri('backup', '') },
    grafana: { 'admin-password': password() },
    alertmanager: { 'smtp-username': '', 'smtp-password': '' },
    heartbeat: { 'heartbeat-url': '' },
    prometheus: { 'remote-write-password': '' },
  };
}

/** Secrets with passwords of the databases' clients; the servers' own first, so that nobody comes before it is known. */
export const CLIENT_SECRETS = [
  'redis',
  'mongo',
  'app',
  'mongoExporter',
  'redisExporter',
  'backup',
] as const satisfies SecretId[];

/** What these hold. */
export type ClientSecrets = Pick<SecretValues, (typeof CLIENT_SECRETS)[number]>;

/**
 * The secrets with new passwords for all clients of the databases. Redis lets those with the earlier ones in, too, until
 * {@link retirePasswords}. The passwords of Redis' own pod (probe, keeper) and MongoDB's root stay.
 * @throws Error if passwords before these are not retired: whoever has not been restarted would be shut out
 */
export function rotatePasswords(before: ClientSecrets): ClientSecrets {
  if (/^user app on #\w+ #/m.test(before.redis['users.acl'])) {
    throw new Error("Redis' file of users takes two passwords of the app: retire the earlier one first");
  }
  const mongo = { app: password(), exporter: password(), backup: password() };
  const redis = { app: password(), exporter: password() };
  const earlier = redisPasswords(before);
  return {
    app: {
      ...before.app,
      MONGODB_URI: within(before.app.MONGODB_URI, mongo.app),
      REDIS_URL: within(before.app.REDIS_URL, redis.app),
    },
    mongo: {
      ...before.mongo,
      'app-password': mongo.app,
      'exporter-password': mongo.exporter,
      'backup-password': mongo.backup,
    },
    redis: { ...before.redis, 'users.acl': redisUsers({ ...earlier, ...redis }, earlier) },
    mongoExporter: { MONGODB_URI: within(before.mongoExporter.MONGODB_URI, mongo.exporter) },
    redisExporter: { REDIS_PASSWORD: redis.exporter },
    backup: { MONGODB_URI: within(before.backup.MONGODB_URI, mongo.backup) },
  };
}

/** The secret of Redis in which nothing is left of earlier passwords. */
export function retirePasswords(now: ClientSecrets): SecretValues['redis'] {
  return { ...now.redis, 'users.acl': redisUsers(redisPasswords(now)) };
}

/** The password in an address, which may name several hosts. */
const PASSWORD = /(?<=\/\/[^:/@]+:)[^@]+(?=@)/;

function within(address: string, value: string): string {
  return address.replace(PASSWORD, value);
}

type RedisUser = keyof typeof REDIS_RIGHTS;

type MongoClientUser = 'app' | 'exporter' | 'backup';

/** What each user of Redis signs in with. */
function redisPasswords({ app, redis, redisExporter }: ClientSecrets): Readonly<Record<RedisUser, string>> {
  return {
    app: PASSWORD.exec(app.REDIS_URL)?.[0] ?? '',
    exporter: redisExporter.REDIS_PASSWORD,
    probe: redis['probe-password'],
    keeper: redis['keeper-password'],
  };
}

/**
 * Redis' file of users; it holds hashes, so that whoever reads it knows no password.
 * @param earlier Passwords that are taken, too. @default none
 */
function redisUsers(
  passwords: Readonly<Record<RedisUser, string>>,
  earlier: Readonly<Partial<Record<RedisUser, string>>> = {},
): string {
  const users = (Object.keys(REDIS_RIGHTS) as RedisUser[]).map((user) => {
    const taken = new Set([passwords[user], earlier[user] ?? passwords[user]]);
    const hashes = [...taken].map((one) => `#${createHash('sha256').update(one).digest('hex')}`);
    return `user ${user} on ${hashes.join(' ')} ${REDIS_RIGHTS[user]}`;
  });
  return ['user default off', ...users, ''].join('\n');
}

/** 192 random bits in letters that need no escaping in a URL. */
function password(): string {
  return randomBytes(24).toString('base64url');
}
