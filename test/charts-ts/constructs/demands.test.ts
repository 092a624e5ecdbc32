import { App, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { Prometheus } from '../../../charts-ts/constructs/prometheus.ts';
import { ScheduledJob } from '../../../charts-ts/constructs/scheduled-job.ts';
import {
  Autoscaler,
  Backup,
  buildCharts,
  Configuration,
  type ContainerProps,
  Entrance,
  App as Game,
  GuardedNamespace,
  Mongo,
  objectsOf,
  Redis,
  Workload,
  type WorkloadProps,
  ZeroTrust,
} from '../../../charts-ts/index.ts';
import { type Choices, type Environment, production } from '../../../lib/environment.ts';

type Make = (scope: Construct) => unknown;

const CONTAINER: ContainerProps = {
  name: 'kart',
  image: 'registry.example/kart:1',
  requests: { cpu: '100m', memory: '64Mi' },
  limits: { cpu: '200m', memory: '128Mi' },
};

const workload =
  (props: Partial<WorkloadProps>, container: Partial<ContainerProps> = {}): Make =>
  (scope) =>
    new Workload(scope, 'workload', {
      kind: 'Deployment',
      name: 'kart',
      user: 1000,
      containers: [{ ...CONTAINER, ...container }],
      ...props,
    });

const claim = (size: string): Partial<WorkloadProps> => ({
  kind: 'StatefulSet',
  claims: [{ name: 'data', size, storageClass: 'gp3' }],
});

const autoscaler =
  (props: object): Make =>
  (scope) =>
    new Autoscaler(scope, 'autoscaler', {
      name: 'kart',
      minReplicas: 2,
      maxReplicas: 4,
      cpuPercent: 70,
      memoryPercent: 80,
      ...props,
    });

const namespace =
  (props: object): Make =>
  (scope) =>
    new GuardedNamespace(scope, 'namespace', {
      name: 'kart',
      requests: { cpu: '1', memory: '1Gi' },
      limits: { cpu: '2', memory: '2Gi' },
      pods: 9,
      claims: { count: 1, storage: '1Gi' },
      ...props,
    });

const entrance =
  (props: object): Make =>
  (scope) =>
    new Entrance(scope, 'entrance', {
      name: 'kart',
      port: 4000,
      host: 'kart.example',
      environment: production,
      ...props,
    });

const files =
  (byName: Record<string, string>, name = 'kart'): Make =>
  (scope) =>
    new Configuration(scope, 'configuration', { name, files: byName });

const job =
  (props: object): Make =>
  (scope) =>
    new ScheduledJob(scope, 'job', {
      name: 'kart',
      user: 1000,
      schedule: '0 3 * * *',
      longestSeconds: 60,
      containers: [CONTAINER],
      ...props,
    });

const game =
  (drainSeconds: number): Make =>
  (scope) =>
    new Game(scope, 'game', { environment: production, image: 'registry.example/kart:1', drainSeconds });

const MEMORY = (name: string) => ({ name, emptyDir: { medium: 'Memory' } });

const IMAGES = { mongo: 'mongo:7', app: 'registry.example/kart:1' };

const IMAGE = { image: 'registry.example/db:7' };

/** What each construct refuses, and the beginning of what it says. */
const REFUSED: readonly (readonly [string, Make])[] = [
  ['name: found "Kart", expected a name of small letters', workload({ name: 'Kart' })],
  ['name: found "', workload({ name: 'k'.repeat(64) })],
  ['at most 52', workload({ kind: 'StatefulSet', name: 'k'.repeat(53) })],
  ['replicas: found -1, expected a whole number, at least 0', workload({ replicas: -1 })],
  ['replicas: found 3, expected none: each node has a pod', workload({ kind: 'DaemonSet', replicas: 3 })],
  ['expected none: only a StatefulSet has volumes', workload({ ...claim('1Gi'), kind: 'Deployment' })],
  ['claim data, size: found "-1Gi", expected an amount with its unit', workload(claim('-1Gi'))],
  ['claim data, size: found "10", expected an amount with its unit', workload(claim('10'))],
  ['container kart, requests.cpu: found "-1"', workload({}, { requests: { cpu: '-1', memory: '64Mi' } })],
  ['container kart, limits.memory: found "1GB"', workload({}, { limits: { cpu: '1', memory: '1GB' } })],
  [
    'container kart, limits.memory: found "32Mi", expected at least what is requested, 64Mi',
    workload({}, { limits: { cpu: '1', memory: '32Mi' } }),
  ],
  ['container kart, ports.http: found 70000, expected a port', workload({}, { ports: { http: 70_000 } })],
  ['container kart, ports: found "a-very-long-name"', workload({}, { ports: { 'a-very-long-name': 80 } })],
  [
    'service.ports.http: found 81, expected a port of its containers, 80',
    workload({ service: { ports: { http: 81 } } }, { ports: { http: 80 } }),
  ],
  ['containers: found [], expected at least one container', workload({ containers: [] })],
  ['containers: found ["kart","kart"], expected', workload({ containers: [CONTAINER, CONTAINER] })],
  ['user: found -5, expected a whole number', workload({ user: -5 })],
  ['user: found 0, expected more than 0: only an agent of the node may be root', workload({ user: 0 })],
  ['gracePeriod: found -1, expected', workload({ gracePeriod: -1 })],
  ['container kart, image: found "", expected the reference of an image', workload({}, { image: '' })],
  [
    'container kart, mounts: found "data", expected one of the pod\'s volumes, none',
    workload({}, { mounts: { data: '/data' } }),
  ],
  [
    'container kart, mounts: found ["/x","/x"], expected a path of its own for each volume',
    workload({ volumes: [MEMORY('a'), MEMORY('b')] }, { mounts: { a: '/x:ro', b: '/x' } }),
  ],
  [
    'container kart, mounts: found "/x:rw", expected paths without ":"',
    workload({ volumes: [MEMORY('a')] }, { mounts: { a: '/x:rw' } }),
  ],
  ['volumes: found ["a","a"], expected each name once', workload({ volumes: [MEMORY('a'), MEMORY('a')] })],
  ['volumes: found "Data", expected a name of small letters', workload({ volumes: [MEMORY('Data')] })],
  [
    'volumes: found ["data","data"], expected each name once, claims included',
    workload({ ...claim('1Gi'), volumes: [MEMORY('data')] }),
  ],
  [
    'volume a, emptyDir.sizeLimit: found "none", expected a size, as in 64Mi',
    workload({ volumes: [{ name: 'a', emptyDir: {} }] }, { mounts: { a: '/x' } }),
  ],
  [
    'claims: found "Data", expected a name of small letters',
    workload({ kind: 'StatefulSet', claims: [{ name: 'Data', size: '1Gi', storageClass: 'gp3' }] }),
  ],
  [
    'claim data, storageClass: found "GP3", expected a name of small letters',
    workload({ kind: 'StatefulSet', claims: [{ name: 'data', size: '1Gi', storageClass: 'GP3' }] }),
  ],
  ['container kart, limits.memory: found "1GiB"', workload({}, { limits: { cpu: '1', memory: '1GiB' } })],
  ['container kart, limits.cpu: found "200Mi"', workload({}, { limits: { cpu: '200Mi', memory: '1Gi' } })],
  ['container kart, env: found "A=B", expected names of', workload({}, { env: { 'A=B': 'x' } })],
  [
    'container kart, env: found ["A","A"], expected each name once, over env, secretEnv and fieldEnv',
    workload({}, { env: { A: 'x' }, secretEnv: { A: { secret: 'kart', key: 'a' } } }),
  ],
  ['container kart, ports: found "80", expected names', workload({}, { ports: { 80: 80 } })],
  [
    'container kart, image: found "registry.example/Kart:1", expected the reference of an image',
    workload({}, { image: 'registry.example/Kart:1' }),
  ],
  [
    'initContainers: found ["kart","kart"], expected names that no other container of the pod has',
    workload({ initContainers: [CONTAINER] }),
  ],
  ['replicas: found NaN, expected a whole number', workload({ replicas: Number.NaN })],
  ['user: found 2147483648, expected less than', workload({ user: 2 ** 31 })],
  ['account: found "Kart", expected a name of small letters', workload({ account: 'Kart' })],
  ['priority: found "High", expected a name of small letters', workload({ priority: 'High' })],
  ['service.ports: found {}, expected at least one port', workload({ service: { ports: {} } })],
  [
    'service.ports: found {"a":80,"b":80}, expected at least one port, each once',
    workload({ service: { ports: { a: 80, b: 80 } } }, { ports: { a: 80 } }),
  ],
  ['roleArn: found "kart-server", expected the ARN of a role', workload({ roleArn: 'kart-server' })],
  ['minReplicas: found 0, expected a whole number, at least 1', autoscaler({ minReplicas: 0 })],
  ['maxReplicas: found 1, expected a whole number, at least 2', autoscaler({ maxReplicas: 1 })],
  ['memoryPercent: found 500, expected a whole percentage', autoscaler({ memoryPercent: 500 })],
  ['name: found "Kart", expected a name of small letters', namespace({ name: 'Kart' })],
  ['limits.cpu: found "500m", expected at least', namespace({ limits: { cpu: '500m', memory: '2Gi' } })],
  ['pods: found -3, expected a whole number', namespace({ pods: -3 })],
  ['claims.storage: found "lots", expected', namespace({ claims: { count: 1, storage: 'lots' } })],
  ['host: found "https://kart.example/", expected a domain', entrance({ host: 'https://kart.example/' })],
  ['host: found "플레이.한국", expected a domain in small letters', entrance({ host: '플레이.한국' })],
  ['host: found "1.2.3.4", expected a domain', entrance({ host: '1.2.3.4' })],
  ['gateway.name: found "Front", expected', entrance({ gateway: { name: 'Front', namespace: 'kart' } })],
  ['privatePaths: found ["/a","/a"], expected each path once', entrance({ privatePaths: ['/a', '/a'] })],
  ['port: found 0, expected a port', entrance({ port: 0 })],
  ['className: found "NGINX", expected a name', entrance({ className: 'NGINX' })],
  [
    'privatePaths: found "metrics", expected paths that begin with "/"',
    entrance({ privatePaths: ['metrics'] }),
  ],
  ['files: found "a/b", expected names of files without a folder', files({ 'a/b': '' })],
  ['files: found "..", expected names of files', files({ '..': '' })],
  ['name: found "Kart_x", expected', files({}, 'Kart_x')],
  ['files: found "1100001 bytes", expected at most 1048576', files({ a: 'b'.repeat(1_100_000) })],
  [
    'nodes: found "10.0.0.0/99", expected a range of IPv4 addresses',
    (scope) =>
      new ZeroTrust(scope, 'closed', {
        namespace: 'monitoring',
        environment: { ...production, vpcCidr: '10.0.0.0/99' },
      }),
  ],
  ['schedule: found "at noon", expected cron\'s five fields', job({ schedule: 'at noon' })],
  ['schedule: found "61 3 * * *", expected minutes from 0 to 59', job({ schedule: '61 3 * * *' })],
  [
    'schedule: found "61 3 * * *", expected minutes from 0 to 59',
    (scope) =>
      new Backup(scope, 'backup', { environment: production, images: IMAGES, schedule: '61 3 * * *' }),
  ],
  ['timeZone: found "Asia/Soul", expected a time zone', job({ timeZone: 'Asia/Soul' })],
  ['longestSeconds: found 0, expected', job({ longestSeconds: 0 })],
  ['longestSeconds: found NaN, expected', job({ longestSeconds: Number.NaN })],
  ['drainSeconds: found 0, expected a whole number of seconds', game(0)],
  ['members: found 2, expected 1 or 3', (scope) => new Mongo(scope, 'mongo', { ...IMAGE, members: 2 as 3 })],
  [
    'database: found "kart\'; drop", expected at most 63 letters',
    (scope) => new Mongo(scope, 'mongo', { ...IMAGE, database: "kart'; drop" }),
  ],
  [
    'namespace: found "none", expected a chart with a namespace',
    () => new Mongo(new Chart(new App(), 'kart'), 'mongo', IMAGE),
  ],
  ['claim data, size: found "-10Gi"', (scope) => new Mongo(scope, 'mongo', { ...IMAGE, storage: '-10Gi' })],
  [
    'database: found "admin", expected at most 63 letters, digits, _ and -, none of MongoDB\'s own',
    (scope) => new Mongo(scope, 'mongo', { ...IMAGE, database: 'admin' }),
  ],
  [
    'limits.memory: found "256Mi", expected at least 384Mi: the least cache takes 256Mi of it',
    (scope) => new Mongo(scope, 'mongo', { ...IMAGE, limits: { cpu: '1', memory: '256Mi' } }),
  ],
  [
    'retentionDays: found NaN, expected a whole number, at least 1',
    (scope) =>
      new Prometheus(scope, 'prometheus', {
        environment: production,
        image: 'registry.example/prometheus:3',
        retentionDays: Number.NaN,
      }),
  ],
  [
    'limits.memory: found "1Mi", expected at least 64Mi',
    (scope) => new Redis(scope, 'redis', { ...IMAGE, limits: { cpu: '1', memory: '1Mi' } }),
  ],
];

describe('a property that Kubernetes would refuse, or that would do harm', () => {
  it.each(REFUSED)('%s', (message, make) => {
    expect(() => make(new Chart(new App(), 'kart', { namespace: 'kart' }))).toThrow(message);
  });
});

/** What is unusual, and right. */
const TAKEN: readonly (readonly [string, Make])[] = [
  ['names of a zone that are older', job({ timeZone: 'Asia/Calcutta' })],
  ['days of the week by their names', job({ schedule: '0 3 * * MON-FRI' })],
  ['an image by its digest', workload({}, { image: `[::1]:5000/a/b_c.d@sha256:${'0a'.repeat(32)}` })],
  ['an image without a registry', workload({}, { image: 'mongo' })],
  ['a registry with large letters, and a port', workload({}, { image: 'Registry:5000/kart:v1.0_x' })],
  ['a volume whose name begins with a digit', workload({ volumes: [MEMORY('1st')] })],
  [
    'volumes that somebody has made by hand: the empty class',
    workload({ kind: 'StatefulSet', claims: [{ name: 'data', size: '1.5Gi', storageClass: '' }] }),
  ],
  ['a headless Service without ports', workload({ service: { headless: true, ports: {} } })],
  ['a system class of priority', workload({ priority: 'system-cluster-critical' })],
  ['a domain of Korean letters by its name in ASCII', entrance({ host: 'xn--9k3b23q.xn--3e0b707e' })],
  ['a class of ingress with a dot in its name', entrance({ className: 'nginx.internal' })],
  ['a namespace that claims nothing', namespace({ claims: { count: 0, storage: '' } })],
];

describe('a property that Kubernetes takes', () => {
  it.each(TAKEN)('is not refused: %s', (_, make) => {
    const app = new App();
    make(new Chart(app, 'kart', { namespace: 'kart' }));
    expect(app.synthYaml()).not.toContain("requests.storage: ''");
  });
});

describe('the charts of an environment', () => {
  const synthesize = (environment: Environment) => {
    const app = new App();
    buildCharts(app, environment);
    return app.synthYaml();
  };

  it.each<readonly [string, Choices]>([
    [
      'choices.entrance: found "traefik", expected one of ingress, gateway',
      { entrance: 'traefik' as 'gateway' },
    ],
    ['choices.logAgent: found "vector", expected one of promtail, alloy', { logAgent: 'vector' as 'alloy' }],
    [
      'choices.redis.external.cidr: found "10.0.0.7", expected a range',
      { redis: { external: { host: 'redis.example.net', port: 6380, cidr: '10.0.0.7' } } },
    ],
  ])('are not made of a choice that is none: %s', (message, choices) => {
    expect(() => synthesize({ ...production, choices })).toThrow(message);
  });

  it('are not made where the quota has no room for what the autoscaler may want', () => {
    expect(() => synthesize({ ...production, app: { minReplicas: 2, maxReplicas: 40 } })).toThrow(
      'ResourceQuota playcode/playcode: requests.cpu is 6, but its pods come to 21',
    );
  });
});

it('names the members of MongoDB by the namespace that they run in', () => {
  const app = new App();
  new Mongo(new Chart(app, 'kart', { namespace: 'kart' }), 'mongo', IMAGE);
  const text = JSON.stringify(objectsOf(app));
  expect(text).toContain('mongodb-0.mongodb.kart.svc.cluster.local:27017');
  expect(text).not.toContain('.playcode.svc');
});
