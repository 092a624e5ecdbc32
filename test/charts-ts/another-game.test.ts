import { App, Chart } from 'cdk8s';
import { describe, expect, it } from 'vitest';
import {
  type Actor,
  Entrance,
  type FlowTable,
  flowDiagram,
  Mongo,
  objectsOf,
  Redis,
  validateObjects,
  Workload,
  ZeroTrust,
} from '../../charts-ts/index.ts';
import { at, find } from './synthesized.ts';

const ADDRESSES = { vpcCidr: '10.50.0.0/16', apiServer: { cidr: '172.20.0.1/32', port: 443 } };

const pods = (title: string, namespace = 'chess'): Actor => ({
  kind: 'pods',
  title,
  namespace,
  labels: { 'app.kubernetes.io/name': title },
});

/** Who talks to whom in a game that is not ours. */
const TABLE: FlowTable = {
  actors: {
    proxy: pods('haproxy', 'proxy'),
    server: pods('chess-server'),
    games: pods('mongodb'),
    outside: { kind: 'range', title: 'outside', block: () => ({ cidr: '0.0.0.0/0' }) },
  },
  flows: [
    { from: 'proxy', to: 'server', port: 8080, why: 'moves' },
    { from: 'server', to: 'games', port: 27017, why: 'games' },
    { from: 'server', to: 'outside', port: 443, why: 'sign-in' },
  ],
};

const chess = (app: App): Chart => new Chart(app, 'chess', { namespace: 'chess' });

/** The server, on a port that may not be the one that flows name. */
function server(scope: Chart, port = 8080): void {
  new Workload(scope, 'server', {
    kind: 'Deployment',
    name: 'chess-server',
    user: 1000,
    containers: [
      {
        name: 'chess-server',
        image: 'registry.example/chess:1',
        ports: { http: port },
        requests: { cpu: '100m', memory: '64Mi' },
        limits: { cpu: '200m', memory: '128Mi' },
      },
    ],
  });
}

describe("another game's namespace", () => {
  it('is closed but for the flows of its own table', () => {
    const app = new App();
    new ZeroTrust(chess(app), 'closed', { namespace: 'chess', environment: ADDRESSES, table: TABLE });
    const objects = objectsOf(app);
    expect(objects.map(({ metadata }) => metadata.name).sort()).toEqual([
      'chess-server',
      'default-deny',
      'mongodb',
    ]);
    const peer = (namespace: string, name: string) => ({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      podSelector: { matchLabels: { 'app.kubernetes.io/name': name } },
    });
    expect(at(find(objects, 'NetworkPolicy', 'chess-server'), 'spec')).toEqual({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'chess-server' } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [peer('proxy', 'haproxy')], ports: [{ port: 8080, protocol: 'TCP' }] }],
      egress: [
        { to: [peer('chess', 'mongodb')], ports: [{ port: 27017, protocol: 'TCP' }] },
        { to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ port: 443, protocol: 'TCP' }] },
      ],
    });
  });

  it('is drawn by that table', () => {
    expect(flowDiagram(TABLE).split('\n')).toContain('  server -->|"27017"| games');
  });

  it.each<readonly [string, FlowTable]>([
    [
      'flows: found "cache", expected one of the actors, proxy, server, games, outside',
      { ...TABLE, flows: [{ from: 'server', to: 'cache', port: 6379, why: 'a typing error' }] },
    ],
    [
      'actors.server.title: found "Chess", expected a name of small letters',
      { ...TABLE, actors: { server: pods('Chess') } },
    ],
  ])('is not closed by a table that is wrong: %s', (message, table) => {
    const props = { namespace: 'chess', environment: ADDRESSES, table };
    expect(() => new ZeroTrust(chess(new App()), 'closed', props)).toThrow(message);
  });

  it('is checked against that table: pods that nobody runs, ports that nobody has open', () => {
    const app = new App();
    server(chess(app), 8081);
    expect(validateObjects(objectsOf(app), TABLE)).toEqual([
      'Flows: actor games selects no pods.',
      'Flows: proxy → server:8080 ends at a port that server does not have, found 8081.',
      'Flows: server → games:27017 ends at a port that games does not have, found .',
    ]);
  });
});

describe("another game's site", () => {
  const site = { name: 'chess-server', port: 8080, host: 'chess.example', className: 'chess', issuer: 'le' };

  it('stands behind the ingress controller and the issuer of its own cluster', () => {
    const app = new App();
    new Entrance(chess(app), 'entrance', { privatePaths: ['/metrics'], ...site });
    const objects = objectsOf(app);
    const ingress = find(objects, 'Ingress', 'chess-server');
    expect(at(ingress, 'metadata', 'annotations', 'cert-manager.io/cluster-issuer')).toBe('le');
    expect(objects.map((object) => at(object, 'spec', 'ingressClassName'))).toEqual(['chess', 'chess']);
  });

  it('stands behind a gateway of its own, which takes routes of its namespace', () => {
    const app = new App();
    const gateway = { name: 'front', namespace: 'gateways' };
    const environment = { choices: { entrance: 'gateway' } } as const;
    new Entrance(chess(app), 'entrance', { environment, gateway, ...site });
    const objects = objectsOf(app);
    expect(JSON.stringify(objects)).not.toContain('playcode');
    const made = find(objects, 'Gateway', 'front', 'gateways');
    expect(at(made, 'spec', 'gatewayClassName')).toBe('chess');
    expect(at(made, 'metadata', 'annotations')).toEqual({ 'cert-manager.io/cluster-issuer': 'le' });
    expect(
      at(made, 'spec', 'listeners', 1, 'allowedRoutes', 'namespaces', 'selector', 'matchLabels'),
    ).toEqual({
      'kubernetes.io/metadata.name': 'chess',
    });
    expect(at(find(objects, 'HTTPRoute', 'chess-server', 'chess'), 'spec', 'parentRefs')).toEqual([
      { ...gateway, sectionName: 'https' },
    ]);
  });
});

describe("another game's databases", () => {
  it('keep their data on volumes of the class of its cluster, in a database of its name', () => {
    const app = new App();
    const chart = chess(app);
    new Mongo(chart, 'mongo', { image: 'mongo:7', storageClass: 'fast', database: 'chess' });
    new Redis(chart, 'redis', { image: 'redis:7', storageClass: 'fast' });
    const objects = objectsOf(app);
    const classOf = (name: string) =>
      at(find(objects, 'StatefulSet', name), 'spec', 'volumeClaimTemplates', 0, 'spec', 'storageClassName');
    expect([classOf('mongodb'), classOf('redis')]).toEqual(['fast', 'fast']);
    const setup = objects.find(({ metadata }) => metadata.name.startsWith('mongodb-setup-'));
    expect(at(setup, 'data', 'setup.js')).toContain("roles: [{ role: 'readWrite', db: 'chess' }]");
  });
});
