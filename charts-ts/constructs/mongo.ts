import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { demand, demandForm } from '../../lib/demand.ts';
import { CLUSTER_OBJECTS, NAMESPACES, PORTS, SECRETS, WORKLOADS } from '../../lib/names.ts';
import { bytesOf, demandBytes } from '../../lib/quantity.ts';
import { Configuration } from './configuration.ts';
import { DATABASE, MONGO_SECRETS, REPLICA_SET, SETUP_LOOP, setupScript } from './mongo-setup.ts';
import type { Amounts } from './pod.ts';
import { PRIORITIES } from './priorities.ts';
import { commandProbe, tcpProbe } from './probes.ts';
import { configurationVolume, scratchVolume, secretVolume } from './volumes.ts';
import { Workload } from './workload.ts';

/** Properties of a {@link Mongo}. */
export interface MongoProps {
  /** Reference of an image of MongoDB with mongosh, such as `mongo:7`. */
  readonly image: string;
  /** Members of the replica set; three, in three zones, outlive the loss of one. @default 1 */
  readonly members?: 1 | 3;
  /** Size of each member's volume. @default '10Gi' */
  readonly storage?: string;
  /** Class of the volumes; the AWS half makes `gp3`. @default 'gp3' */
  readonly storageClass?: string;
  /** Database of the user `app`. @default 'playcode' */
  readonly database?: string;
  /** What each member is promised. @default cpu 250m, memory 1Gi */
  readonly requests?: Amounts;
  /** The cache is derived from the memory limit. @default cpu 1, memory 1536Mi */
  readonly limits?: Amounts;
}

/** Part of the memory limit that is WiredTiger's cache; the rest is connections, aggregations and the allocator. */
const CACHE_SHARE = 0.4;

/** WiredTiger refuses less. */
const SMALLEST_CACHE_GB = 0.25;

/** With less the cache alone would fill the limit, and the pod be killed. */
const LEAST_MEMORY = '384Mi';

/** User of the official image. */
const MONGODB_USER = 999;

/**
 * MongoDB as a replica set from the first day, also of one member (transactions and an oplog need it), with
 * authentication between members by keyfile and of clients by password. Its users are made inside its own pod. It needs the
 * Secret `mongodb` (`root-password`, `keyfile`, `app-password`, `exporter-password`, `backup-password`) and `Priorities`.
 */
export class Mongo extends Construct {
  constructor(scope: Construct, id: string, props: MongoProps) {
    super(scope, id);
    const name = WORKLOADS.mongo;
    const members = props.members ?? 1;
    demand([1, 3].includes(members), 'members', members, '1 or 3: of two, neither outlives the other');
    const { namespace } = Chart.of(this);
    const expected = "a chart with a namespace: the members' names have it in them";
    demand(namespace !== undefined, 'namespace', namespace ?? 'none', expected);
    const { database = DATABASE } = props;
    demandForm(
      'database',
      database,
      /^(?!(admin|config|local)$)[\w-]{1,63}$/i,
      "at most 63 letters, digits, _ and -, none of MongoDB's own, which are admin, config and local",
    );
    const hosts = memberHosts(members, namespace);
    const limits = props.limits ?? { cpu: '1', memory: '1536Mi' };
    const enough = demandBytes('limits.memory', limits.memory) >= bytesOf(LEAST_MEMORY);
    demand(
      enough,
      'limits.memory',
      limits.memory,
      `at least ${LEAST_MEMORY}: the least cache takes 256Mi of it`,
    );
    const configuration = new Configuration(this, 'configuration', {
      name,
      files: { 'mongod.conf': serverConfiguration(limits) },
    });
    const setup = new Configuration(this, 'setup', {
      name: `${name}-setup`,
      files: { 'setup.sh': SETUP_LOOP, 'setup.js': setupScript(hosts, database) },
    });
    const small = { cpu: '50m', memory: '32Mi' };
    new Workload(this, 'workload', {
      kind: 'StatefulSet',
      name,
      replicas: members,
      spread: members > 1 ? 'required' : 'preferred',
      user: MONGODB_USER,
      priority: PRIORITIES.data.name,
      gracePeriod: 60,
      service: { ports: { mongodb: PORTS.mongo }, headless: true },
      claims: [
        {
          name: 'data',
          size: props.storage ?? '10Gi',
          storageClass: props.storageClass ?? CLUSTER_OBJECTS.storageClass,
        },
      ],
      volumes: [
        configurationVolume('configuration', configuration),
        configurationVolume('setup', setup),
        secretVolume('secrets', SECRETS.mongo.name),
        scratchVolume('keyfile', '1Mi', { memory: true }),
        scratchVolume('tmp', '64Mi'),
        scratchVolume('setup-tmp', '64Mi'),
      ],
      initContainers: [
        {
          // mongod wants a keyfile that nobody but itself can read, which a mounted secret cannot be.
          name: 'keyfile',
          image: props.image,
          command: [
            'install',
            '-m',
            '0400',
            `${MONGO_SECRETS}/${SECRETS.mongo.keys.keyfile}`,
            '/run/mongodb/keyfile',
          ],
          requests: small,
          limits: small,
          mounts: { secrets: `${MONGO_SECRETS}:ro`, keyfile: '/run/mongodb' },
        },
      ],
      containers: [
        {
          name,
          image: props.image,
          command: ['mongod', '--config', '/etc/mongodb/mongod.conf'],
          ports: { mongodb: PORTS.mongo },
          requests: props.requests ?? { cpu: '250m', memory: '1Gi' },
          limits,
          startup: tcpProbe(PORTS.mongo, { period: 5, failures: 60 }),
          liveness: tcpProbe(PORTS.mongo, { period: 20, timeout: 5, failures: 6 }),
          readiness: commandProbe(
            [
              'mongosh',
              '--quiet',
              '--norc',
              '--eval',
              'const h = db.hello(); quit(h.isWritablePrimary || h.secondary ? 0 : 1)',
            ],
            { period: 20, timeout: 10 },
          ),
          mounts: {
            data: '/data/db',
            configuration: '/etc/mongodb:ro',
            keyfile: '/run/mongodb:ro',
            tmp: '/tmp',
          },
        },
        {
          name: 'setup',
          image: props.image,
          command: ['bash', '/etc/mongodb-setup/setup.sh'],
          env: { HOME: '/tmp' },
          requests: { cpu: '10m', memory: '64Mi' },
          limits: { cpu: '500m', memory: '256Mi' },
          mounts: { setup: '/etc/mongodb-setup:ro', secrets: `${MONGO_SECRETS}:ro`, 'setup-tmp': '/tmp' },
        },
      ],
    });
  }
}

/**
 * Names by which members know themselves and clients find them.
 * @param members @default 1
 * @param namespace Where they run. @default the game's
 */
export function memberHosts(members: 1 | 3 = 1, namespace: string = NAMESPACES.app): readonly string[] {
  const name = WORKLOADS.mongo;
  return Array.from(
    { length: members },
    (_, index) => `${name}-${index}.${name}.${namespace}.svc.cluster.local:${PORTS.mongo}`,
  );
}

function serverConfiguration(limits: Amounts): string {
  const share = (bytesOf(limits.memory) * CACHE_SHARE) / 2 ** 30;
  const cache = Math.max(SMALLEST_CACHE_GB, Math.floor(share * 100) / 100);
  return `net:
  port: ${PORTS.mongo}
  bindIpAll: true
storage:
  dbPath: /data/db
  wiredTiger:
    engineConfig:
      cacheSizeGB: ${cache}
replication:
  replSetName: ${REPLICA_SET}
security:
  authorization: enabled
  keyFile: /run/mongodb/keyfile
`;
}
