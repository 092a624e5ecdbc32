import { App } from 'cdk8s';
import { describe, expect, it } from 'vitest';
import { buildCharts, flowTable, type Manifest, objectsOf, validateObjects } from '../../charts-ts/index.ts';
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

  it('are all named to the set', () => {
    const setup = objects.find((object) => object.metadata.name.startsWith('mongodb-setup-'));
    const script = String(at(setup, 'data', 'setup.js'));
    for (const index of [0, 1, 2]) {
      expect(script).toContain(`"mongodb-${index}.mongodb.playcode.svc.cluster.local:27017"`);
    }
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
