import { App, Chart } from 'cdk8s';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Loki, type LokiBucket, type LokiProps } from '../../charts-ts/constructs/loki.ts';
import {
  buildCharts,
  flowDiagram,
  flowTable,
  type Manifest,
  objectsOf,
  validateObjects,
} from '../../charts-ts/index.ts';
import { generateSecrets } from '../../charts-ts/secrets.ts';
import { type Choices, production } from '../../lib/environment.ts';
import { partiesOf } from './network/parties.ts';
import { type Policy, permits } from './network/policy.ts';
import { at, find } from './synthesized.ts';

/** The platform of somebody who chose otherwise; what is wrong with it stops the test. */
function platformWith(choices: Choices): readonly Manifest[] {
  const app = new App();
  buildCharts(app, { ...production, choices });
  const objects = objectsOf(app);
  expect(validateObjects(objects, flowTable(choices))).toEqual([]);
  return objects;
}

const ATLAS = { host: 'cluster0.example.net', port: 27_016, cidr: '198.51.100.0/24' };
const CACHE = { host: 'redis.example.net', port: 6380, cidr: '10.0.200.0/28' };

/** Whether both ends permit a connection, by names of parties. */
function isOpen(objects: readonly Manifest[], from: string, to: string, port: number): boolean {
  const policies = objects.filter(
    (object) => object.kind === 'NetworkPolicy',
  ) as unknown as readonly Policy[];
  const parties = [
    ...partiesOf(objects),
    { name: 'atlas', address: '198.51.100.7' },
    { name: 'cache', address: '10.0.200.3' },
  ];
  const party = (name: string) => parties.find((one) => one.name === name)!;
  const connection = { from: party(from), to: party(to), port, protocol: 'TCP' } as const;
  const engine = { rangesMatchPods: false };
  return permits('Egress', policies, engine, connection) && permits('Ingress', policies, engine, connection);
}

describe('three members of MongoDB', () => {
  const objects = platformWith({ mongo: { members: 3 } });
  const set = find(objects, 'StatefulSet', 'mongodb');

  it('stand in three zones, and one at a time may go', () => {
    expect(at(set, 'spec', 'replicas')).toBe(3);
    const spread = at(set, 'spec', 'template', 'spec', 'topologySpreadConstraints') as Record<
      string,
      unknown
    >[];
    expect(spread.map((one) => one.whenUnsatisfiable)).toEqual(['DoNotSchedule', 'DoNotSchedule']);
    expect(at(find(objects, 'PodDisruptionBudget', 'mongodb'), 'spec', 'maxUnavailable')).toBe(1);
  });

  it('replicate to each other, which one alone may not', () => {
    expect(isOpen(objects, 'mongodb', 'mongodb', 27017)).toBe(true);
    expect(isOpen(platformWith({}), 'mongodb', 'mongodb', 27017)).toBe(false);
  });

  it('are all named to whoever signs in: one that is away keeps nobody out', () => {
    const { app, mongoExporter, backup } = generateSecrets({ mongo: { members: 3 } });
    for (const uri of [app.MONGODB_URI, mongoExporter.MONGODB_URI, backup.MONGODB_URI]) {
      expect(uri.match(/mongodb-\d\.mongodb\.playcode\.svc\.cluster\.local:27017/g)).toHaveLength(3);
    }
  });

  it('are all named to the set', () => {
    const setup = objects.find((object) => object.metadata.name.startsWith('mongodb-setup-'));
    const script = String(at(setup, 'data', 'setup.js'));
    for (const index of [0, 1, 2]) {
      expect(script).toContain(`"mongodb-${index}.mongodb.playcode.svc.cluster.local:27017"`);
    }
  });
});

/** What the app is told by a variable. */
function told(choices: Choices, variable: string): string | undefined {
  const app = find(platformWith(choices), 'Deployment', 'playcode-app');
  const env = at(app, 'spec', 'template', 'spec', 'containers', 0, 'env') as {
    name: string;
    value: string;
  }[];
  return env.find(({ name }) => name === variable)?.value;
}

describe('the address for questions about privacy', () => {
  it('is told to the app where there is one', () => {
    expect(told({ contact: 'hello@playcode.gg' }, 'CONTACT')).toBe('hello@playcode.gg');
    expect(told({}, 'CONTACT')).toBeUndefined();
  });
});

describe('days that matches are kept', () => {
  it('are told to the app where somebody says how many', () => {
    expect(told({ matchDays: 365 }, 'MATCH_DAYS')).toBe('365');
    expect(told({}, 'MATCH_DAYS')).toBeUndefined();
  });

  it.each([0, 3651, 1.5, Number.NaN])('cannot be %s', (matchDays) => {
    expect(() => platformWith({ matchDays })).toThrow(
      `choices.matchDays: found ${matchDays}, expected a whole number of days from 1 to 3650.`,
    );
  });
});

describe('databases of somebody else', () => {
  const objects = platformWith({ mongo: { external: ATLAS }, redis: { external: CACHE } });

  it('leave nothing of themselves in the cluster', () => {
    expect(
      objects.filter((object) => object.kind === 'StatefulSet' && object.metadata.namespace === 'playcode'),
    ).toEqual([]);
  });

  it('are reached by who reached them before, on their own ports, and by nobody else', () => {
    for (const from of ['playcode-app', 'mongodb-exporter', 'mongodb-backup']) {
      expect(isOpen(objects, from, 'atlas', 27_016), from).toBe(true);
    }
    for (const from of ['playcode-app', 'redis-exporter'])
      expect(isOpen(objects, from, 'cache', 6380), from).toBe(true);
    expect(isOpen(objects, 'redis-exporter', 'atlas', 27_016)).toBe(false);
    expect(isOpen(objects, 'grafana', 'cache', 6380)).toBe(false);
    expect(isOpen(objects, 'playcode-app', 'atlas', 27_017)).toBe(false);
  });

  it('are signed in to with credentials that only their owner gives', () => {
    const secrets = generateSecrets({ mongo: { external: ATLAS }, redis: { external: CACHE } });
    expect([secrets.app.MONGODB_URI, secrets.app.REDIS_URL]).toEqual(['', '']);
    expect([secrets.mongoExporter, secrets.backup]).toEqual([{ MONGODB_URI: '' }, { MONGODB_URI: '' }]);
    expect(secrets.redisExporter).toEqual({ REDIS_PASSWORD: '' });
    expect(secrets.app.SESSION_KEY).not.toBe('');
  });

  it('are where their exporter looks', () => {
    const exporter = find(objects, 'Deployment', 'redis-exporter');
    expect(at(exporter, 'spec', 'template', 'spec', 'containers', 0, 'env')).toContainEqual({
      name: 'REDIS_ADDR',
      value: 'redis://redis.example.net:6380',
    });
  });
});

describe('Gateway API', () => {
  const objects = platformWith({ entrance: 'gateway' });
  const site = find(objects, 'HTTPRoute', 'playcode-app');

  it('stands in the place of Ingress, with TLS by cert-manager', () => {
    expect(objects.filter((object) => object.kind === 'Ingress')).toEqual([]);
    const gateway = find(objects, 'Gateway', 'playcode-gateway');
    expect(gateway.metadata.namespace).toBe('ingress-nginx');
    expect(at(gateway, 'metadata', 'annotations')).toEqual({
      'cert-manager.io/cluster-issuer': 'letsencrypt',
    });
    expect(at(gateway, 'spec', 'listeners', 1)).toMatchObject({
      port: 443,
      hostname: 'playcode.gg',
      tls: { mode: 'Terminate', certificateRefs: [{ name: 'playcode-app-tls' }] },
    });
  });

  it('gives sockets their time and metrics to nobody', () => {
    expect(at(site, 'spec', 'rules')).toMatchObject([
      { matches: [{ path: { value: '/metrics' } }], filters: [{ type: 'RequestRedirect' }] },
      { matches: [{ path: { value: '/' } }], timeouts: { request: '0s' }, backendRefs: [{ port: 3000 }] },
    ]);
    expect(at(site, 'spec', 'rules', 0)).not.toHaveProperty('backendRefs');
  });

  it('leads to the app from its own pods, and no longer from the ingress controller’s', () => {
    const policy = find(objects, 'NetworkPolicy', 'playcode-app') as unknown as Policy;
    const ports = policy.spec.ingress?.filter((rule) =>
      rule.from?.some(
        (peer) =>
          peer.podSelector?.matchLabels?.['gateway.networking.k8s.io/gateway-name'] === 'playcode-gateway',
      ),
    );
    expect(ports?.flatMap((rule) => rule.ports)).toEqual([{ port: 3000, protocol: 'TCP' }]);
    expect(isOpen(objects, 'ingress-controller', 'playcode-app', 3000)).toBe(false);
  });
});

describe('Alloy', () => {
  const objects = platformWith({ logAgent: 'alloy' });

  it('stands in the place of Promtail', () => {
    expect(objects.filter((object) => object.metadata.name.startsWith('promtail'))).toEqual([]);
    find(objects, 'DaemonSet', 'alloy');
  });

  it('may do what Promtail might, and no more', () => {
    expect(isOpen(objects, 'alloy', 'loki', 3100)).toBe(true);
    expect(isOpen(objects, 'alloy', 'api-server', 443)).toBe(true);
    expect(isOpen(objects, 'alloy', 'prometheus', 9090)).toBe(false);
    expect(at(find(objects, 'Role', 'playcode-alloy'), 'rules')).toEqual(
      at(find(platformWith({}), 'Role', 'playcode-promtail'), 'rules'),
    );
  });
});

/** The file of a ConfigMap. */
function file(objects: readonly Manifest[], configuration: RegExp, name: string): string {
  const found = objects.filter(({ metadata }) => configuration.test(metadata.name));
  expect(found).toHaveLength(1);
  return String(at(found[0], 'data', name));
}

describe('samples that are sent elsewhere, too', () => {
  const url = 'https://metrics.example.net:8443/api/v1/push';
  const objects = platformWith({ remoteWrite: { url, username: '1234' } });
  const text = file(objects, /^prometheus-[0-9a-f]{10}$/, 'prometheus.yaml');

  it('go with a password that stands in a file, out of a Secret of its own', async () => {
    expect(at(parse(text), 'remote_write')).toEqual([
      {
        url,
        basic_auth: {
          username: '1234',
          password_file: '/run/secrets/prometheus/remote-write-password',
        },
      },
    ]);
    const pod = at(find(objects, 'StatefulSet', 'prometheus'), 'spec', 'template', 'spec');
    expect(at(pod, 'volumes')).toContainEqual(
      expect.objectContaining({
        name: 'secrets',
        secret: expect.objectContaining({ secretName: 'prometheus' }),
      }),
    );
    expect(at(pod, 'containers', 0, 'volumeMounts')).toContainEqual(
      expect.objectContaining({ mountPath: '/run/secrets/prometheus', readOnly: true }),
    );
    const secret = find(objects, 'ExternalSecret', 'prometheus');
    expect(at(secret, 'spec', 'data', 0, 'remoteRef')).toEqual({
      key: 'playcode/production/prometheus',
      property: 'remote-write-password',
    });
    await expect(text).toMatchFileSnapshot('chosen/prometheus.remote-write.yaml');
  });

  it('go with a token where nobody is named', () => {
    const other = platformWith({ remoteWrite: { url: 'https://metrics.example.net/write' } });
    const config = parse(file(other, /^prometheus-[0-9a-f]{10}$/, 'prometheus.yaml'));
    expect(at(config, 'remote_write', 0)).toEqual({
      url: 'https://metrics.example.net/write',
      authorization: { credentials_file: '/run/secrets/prometheus/remote-write-password' },
    });
    expect(isOpen(other, 'prometheus', 'internet', 443)).toBe(true);
  });

  it('leave by the port of their address alone, and from Prometheus alone', () => {
    expect(isOpen(objects, 'prometheus', 'internet', 8443)).toBe(true);
    expect(isOpen(objects, 'prometheus', 'internet', 443)).toBe(false);
    expect(isOpen(objects, 'grafana', 'internet', 8443)).toBe(false);
    expect(isOpen(platformWith({}), 'prometheus', 'internet', 8443)).toBe(false);
    expect(flowDiagram(flowTable({ remoteWrite: { url } }))).toContain('prometheus -->|"8443"| outside');
  });

  it.each(['http://metrics.example.net', 'metrics.example.net', 'https://me:word@metrics.example.net'])(
    'are refused where the address is %s',
    (wrong) => {
      expect(() => platformWith({ remoteWrite: { url: wrong } })).toThrow(
        /^choices\.remoteWrite\.url: found .+, expected an address that begins with https:\/\//,
      );
    },
  );
});

describe('the heartbeat', () => {
  const objects = platformWith({ heartbeat: true });
  const text = file(objects, /^alertmanager-[0-9a-f]{10}$/, 'alertmanager.yaml');
  const pod = at(find(objects, 'StatefulSet', 'alertmanager'), 'spec', 'template', 'spec');

  it('is an alert that always fires, and goes each five minutes to who listens, and not to the operator', async () => {
    const rules = file(objects, /^prometheus-rules-[0-9a-f]{10}$/, 'alerts.yaml');
    const groups = at(parse(rules), 'groups') as { name: string; rules: unknown[] }[];
    expect(groups.find(({ name }) => name === 'heartbeat')?.rules).toMatchObject([
      { alert: 'Watchdog', expr: 'vector(1)', labels: { severity: 'none' } },
    ]);
    expect(at(parse(text), 'route')).toMatchObject({
      receiver: 'operator',
      repeat_interval: '4h',
      routes: [
        {
          matchers: ['alertname = Watchdog'],
          receiver: 'heartbeat',
          group_wait: '0s',
          group_interval: '1m',
          repeat_interval: '5m',
        },
      ],
    });
    await expect(text).toMatchFileSnapshot('chosen/alertmanager.heartbeat.yaml');
  });

  it('has its address in a Secret of its own, without which mail leaves none the less', () => {
    expect(at(parse(text), 'receivers', 1)).toEqual({
      name: 'heartbeat',
      webhook_configs: [{ url_file: '/run/secrets/heartbeat/heartbeat-url', send_resolved: false }],
    });
    expect(at(pod, 'volumes')).toContainEqual({
      name: 'heartbeat',
      secret: { secretName: 'alertmanager-heartbeat', defaultMode: 288, optional: true },
    });
    expect(at(pod, 'containers', 0, 'volumeMounts')).toContainEqual({
      name: 'heartbeat',
      mountPath: '/run/secrets/heartbeat',
      readOnly: true,
    });
    const secret = find(objects, 'ExternalSecret', 'alertmanager-heartbeat');
    expect(secret.metadata.namespace).toBe('monitoring');
    expect(at(secret, 'spec', 'data')).toEqual([
      {
        secretKey: 'heartbeat-url',
        remoteRef: { key: 'playcode/production/alertmanager-heartbeat', property: 'heartbeat-url' },
      },
    ]);
    expect(generateSecrets({ heartbeat: true }).heartbeat).toEqual({ 'heartbeat-url': '' });
  });

  it('leaves by 443, from Alertmanager alone', () => {
    expect(isOpen(objects, 'alertmanager', 'internet', 443)).toBe(true);
    expect(isOpen(objects, 'alertmanager', 'metadata-service', 443)).toBe(false);
    expect(isOpen(objects, 'grafana', 'internet', 443)).toBe(false);
    expect(flowDiagram(flowTable({ heartbeat: true }))).toContain('alertmanager -->|"587, 443"| outside');
  });

  it.each<Choices>([{}, { heartbeat: false }])('is not there unless it is chosen: %j', (choices) => {
    const without = platformWith(choices);
    expect(JSON.stringify(without)).not.toMatch(/heartbeat|Watchdog/);
    expect(isOpen(without, 'alertmanager', 'internet', 443)).toBe(false);
  });
});

describe('logs in S3', () => {
  const objects = platformWith({ logStorage: 's3' });
  const text = file(objects, /^loki-[0-9a-f]{10}$/, 'loki.yaml');

  it('are kept, found and deleted in the bucket of the AWS half, by a role of Loki’s own', async () => {
    expect(at(parse(text), 'common', 'storage')).toEqual({
      s3: { bucketnames: 'playcode-production-loki-111122223333', region: 'ap-northeast-2' },
    });
    expect(at(parse(text), 'schema_config', 'configs', 0, 'object_store')).toBe('s3');
    expect(at(parse(text), 'compactor', 'delete_request_store')).toBe('s3');
    expect(at(find(objects, 'ServiceAccount', 'loki'), 'metadata', 'annotations')).toEqual({
      'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/playcode-production-loki',
    });
    await expect(text).toMatchFileSnapshot('chosen/loki.s3.yaml');
  });

  it('leave by 443, which without them is closed', () => {
    for (const [of, open] of [
      [objects, true],
      [platformWith({}), false],
    ] as const) {
      expect(isOpen(of, 'loki', 'internet', 443)).toBe(open);
      expect(isOpen(of, 'loki', 'kube-dns', 53)).toBe(open);
    }
    expect(isOpen(objects, 'loki', 'metadata-service', 443)).toBe(false);
    expect(flowDiagram(flowTable({ logStorage: 's3' }))).toContain('loki -->|"443"| outside');
  });

  it.each([
    [{ retentionDays: 0 }, 'retentionDays: found 0, expected a whole number of days, at least 1.'],
    [{ retentionDays: 1.5 }, 'retentionDays: found 1.5, expected'],
    [{ s3: { bucket: 's3://lines' } }, 's3.bucket: found "s3://lines", expected the name of a bucket'],
    [{ s3: { region: 'Seoul' } }, 's3.region: found "Seoul", expected the bucket’s region'.replace('’', "'")],
    [{ s3: { roleArn: 'loki' } }, 's3.roleArn: found "loki", expected the ARN of a role'],
  ])('are refused with %o', ({ s3, ...props }: Partial<LokiProps> | { s3: Partial<LokiBucket> }, message) => {
    const right = { bucket: 'lines', region: 'eu-west-1', roleArn: 'arn:aws:iam::123456789012:role/loki' };
    const chart = new Chart(new App(), 'logs');
    expect(
      () =>
        new Loki(chart, 'loki', { image: 'loki:3', ...props, ...(s3 ? { s3: { ...right, ...s3 } } : {}) }),
    ).toThrow(message);
  });
});
