import { createHash, randomBytes } from 'node:crypto';
import { PORTS, type SECRETS, type SecretId, WORKLOADS } from '../lib/names.ts';
import { memberHosts } from './constructs/mongo.ts';
import { DATABASE, REPLICA_SET } from './constructs/mongo-setup.ts';

/** Values of every secret, by key, as Secrets Manager or a Kubernetes Secret holds them. */
export type SecretValues = { readonly [S in SecretId]: Readonly<Record<KeyOf<S>, string>> };

type KeyOf<S extends SecretId> = Extract<
  (typeof SECRETS)[S]['keys'][keyof (typeof SECRETS)[S]['keys']],
  string
>;

/** What each user of Redis may do. Nobody but an administrator inside the pod changes users or configuration. */
const REDIS_RIGHTS = {
  // `info` tells a client whether the server has loaded its log.
  app: '~* &* +@all -@admin -@dangerous +info',
  exporter:
    'resetkeys resetchannels -@all +@connection +info +config|get +slowlog|get +slowlog|len +latency|latest +latency|histogram',
  probe: 'resetkeys resetchannels -@all +ping',
} as const;

/**
 * Fresh values for every secret that the platform can make up itself. Credentials of others (sign-in providers, SMTP,
 * a store of metrics) stay empty: without them the game is played by guests and sends no mail.
 */
export function generateSecrets(): SecretValues {
  const mongo = { root: password(), app: password(), exporter: password(), backup: password() };
  const redis = { app: password(), exporter: password(), probe: password() };
  const hosts = memberHosts().join(',');
  const uri = (user: 'app' | 'exporter' | 'backup', database: string) =>
    `mongodb://${user}:${mongo[user]}@${hosts}/${database}?replicaSet=${REPLICA_SET}&authSource=admin`;
  return {
    app: {
      MONGODB_URI: uri('app', DATABASE),
      REDIS_URL: `redis://app:${redis.app}@${WORKLOADS.redis}:${PORTS.redis}`,
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
    },
    mongoExporter: { MONGODB_URI: uri('exporter', 'admin') },
    redisExporter: { REDIS_PASSWORD: redis.exporter },
    backup: { MONGODB_URI: uri('backup', '') },
    grafana: { 'admin-password': password() },
    alertmanager: { 'smtp-username': '', 'smtp-password': '' },
    prometheus: { 'remote-write-password': '' },
  };
}

/** Redis' file of users; it holds hashes, so that whoever reads it knows no password. */
function redisUsers(passwords: Readonly<Record<keyof typeof REDIS_RIGHTS, string>>): string {
  const users = (Object.keys(REDIS_RIGHTS) as (keyof typeof REDIS_RIGHTS)[]).map((user) => {
    const hash = createHash('sha256').update(passwords[user]).digest('hex');
    return `user ${user} on #${hash} ${REDIS_RIGHTS[user]}`;
  });
  return ['user default off', ...users, ''].join('\n');
}

/** 192 random bits in letters that need no escaping in a URL. */
function password(): string {
  return randomBytes(24).toString('base64url');
}
