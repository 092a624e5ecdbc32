import { Construct } from 'constructs';
import { demand } from '../../lib/demand.ts';
import { CLUSTER_OBJECTS, PORTS, SECRETS, WORKLOADS } from '../../lib/names.ts';
import { bytesOf, demandBytes } from '../../lib/quantity.ts';
import { Configuration } from './configuration.ts';
import type { Amounts } from './pod.ts';
import { PRIORITIES } from './priorities.ts';
import { commandProbe, tcpProbe } from './probes.ts';
import { configurationVolume, secretVolume } from './volumes.ts';
import { Workload } from './workload.ts';

/** Properties of a {@link Redis}. */
export interface RedisProps {
  /** Reference of an image of Redis 7 with redis-cli, such as `redis:7`. */
  readonly image: string;
  /** Size of the volume. @default '2Gi' */
  readonly storage?: string;
  /** Class of the volume; the AWS half makes `gp3`. @default 'gp3' */
  readonly storageClass?: string;
  /** What its pod is promised. @default cpu 250m, memory 512Mi */
  readonly requests?: Amounts;
  /** `maxmemory` is derived from the memory limit. @default cpu 1, memory 768Mi */
  readonly limits?: Amounts;
}

/** Part of the memory limit that data may take; a rewrite of the log copies pages that change meanwhile. */
const DATA_SHARE = 0.65;

/** Less would leave no room for data beside the server itself. */
const LEAST_MEMORY = '64Mi';

/** User of the official image. */
const REDIS_USER = 999;

const SECRETS_PATH = '/run/secrets/redis';

/**
 * Redis with an append-only file synchronized each second: rooms, their logs and sessions. It refuses writes when full
 * rather than forget a match, and each client has a user of its own. It needs the Secret `redis` (`users.acl`,
 * `probe-password`, `keeper-password`) and `Priorities`.
 */
export class Redis extends Construct {
  constructor(scope: Construct, id: string, props: RedisProps) {
    super(scope, id);
    const name = WORKLOADS.redis;
    const limits = props.limits ?? { cpu: '1', memory: '768Mi' };
    const enough = demandBytes('limits.memory', limits.memory) >= bytesOf(LEAST_MEMORY);
    demand(enough, 'limits.memory', limits.memory, `at least ${LEAST_MEMORY}: Redis itself takes some`);
    const configuration = new Configuration(this, 'configuration', {
      name,
      files: { 'redis.conf': serverConfiguration(limits), 'users.sh': USERS_LOOP },
    });
    new Workload(this, 'workload', {
      kind: 'StatefulSet',
      name,
      user: REDIS_USER,
      priority: PRIORITIES.data.name,
      gracePeriod: 60,
      service: { ports: { redis: PORTS.redis }, unready: true },
      claims: [
        {
          name: 'data',
          size: props.storage ?? '2Gi',
          storageClass: props.storageClass ?? CLUSTER_OBJECTS.storageClass,
        },
      ],
      volumes: [
        configurationVolume('configuration', configuration),
        secretVolume('secrets', SECRETS.redis.name),
      ],
      containers: [
        {
          name,
          image: props.image,
          command: ['redis-server', '/etc/redis/redis.conf'],
          ports: { redis: PORTS.redis },
          requests: props.requests ?? { cpu: '250m', memory: '512Mi' },
          limits,
          startup: tcpProbe(PORTS.redis, { period: 2, failures: 60 }),
          liveness: tcpProbe(PORTS.redis, { period: 20, timeout: 5, failures: 6 }),
          // While it loads its log it accepts connections and answers LOADING: alive, not ready.
          readiness: commandProbe(['sh', '-c', readinessScript()], { period: 5, timeout: 3 }),
          mounts: { data: '/data', configuration: '/etc/redis:ro', secrets: `${SECRETS_PATH}:ro` },
        },
        {
          name: 'users',
          image: props.image,
          command: ['sh', '/etc/redis/users.sh'],
          requests: { cpu: '10m', memory: '16Mi' },
          limits: { cpu: '100m', memory: '32Mi' },
          mounts: { configuration: '/etc/redis:ro', secrets: `${SECRETS_PATH}:ro` },
        },
      ],
    });
  }
}

/**
 * Has Redis read its users again whenever their file changes: the users follow the secret. Redis ends connections for
 * that, so that whoever came with a password that is gone is out; others are back at once. The first time comes before
 * anybody is connected.
 */
const USERS_LOOP = `#!/bin/sh
# The first process of a container gets no signal that it does not ask for.
trap 'exit 0' TERM
folder=${SECRETS_PATH}
seen=
while true; do
  pause=10
  now=$(sha256sum <"$folder/${SECRETS.redis.keys.acl}")
  if [ "$now" != "$seen" ]; then
    REDISCLI_AUTH=$(cat "$folder/${SECRETS.redis.keys.keeperPassword}")
    export REDISCLI_AUTH
    if redis-cli -p ${PORTS.redis} --user keeper acl load 2>&1 | grep -qx OK; then
      seen=$now
      echo 'users read'
    else
      pause=1
    fi
  fi
  sleep "$pause" &
  wait $!
done
`;

function readinessScript(): string {
  const password = `${SECRETS_PATH}/${SECRETS.redis.keys.probePassword}`;
  return `REDISCLI_AUTH="$(cat ${password})" redis-cli -p ${PORTS.redis} --user probe ping | grep -qx PONG`;
}

function serverConfiguration(limits: Amounts): string {
  return `port ${PORTS.redis}
bind * -::*
protected-mode yes
dir /data
aclfile ${SECRETS_PATH}/${SECRETS.redis.keys.acl}
appendonly yes
appendfsync everysec
aof-use-rdb-preamble yes
auto-aof-rewrite-percentage 100
auto-aof-rewrite-min-size 64mb
save ""
maxmemory ${Math.floor((bytesOf(limits.memory) * DATA_SHARE) / 2 ** 20)}mb
maxmemory-policy noeviction
shutdown-timeout 30
tcp-keepalive 60
client-output-buffer-limit pubsub 32mb 8mb 60
`;
}
