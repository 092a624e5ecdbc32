import { describe, expect, it } from 'vitest';
import { reachability } from '../../review/network/reachability.ts';
import { type KubernetesObject, nameOf, type Platform } from '../../review/platform.ts';

/** How the review reads network policies, on two pods and hand-written rules; whole platforms are in the fixtures. */
function pod(name: string, ports: Readonly<Record<string, number>> = {}): KubernetesObject {
  const containerPorts = Object.entries(ports).map(([portName, containerPort]) => ({
    name: portName,
    containerPort,
  }));
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'game' },
    spec: {
      template: {
        metadata: { labels: { app: name, tier: name === 'client' ? 'front' : 'back' } },
        spec: { containers: [{ name, ports: containerPorts }] },
      },
    },
  };
}

const CLIENT = pod('client');
const SERVER = pod('server', { data: 7000 });

function policy(spec: object): KubernetesObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'rules', namespace: 'game' },
    spec: { podSelector: { matchLabels: { app: 'server' } }, ...spec },
  };
}

function platform(...objects: readonly KubernetesObject[]): Platform {
  return {
    stacks: new Map(),
    objects: new Map(objects.map((object) => [nameOf(object), object])),
    pipeline: new Map(),
  };
}

/** Who may connect to the server under a policy, and on which ports, where before nothing was permitted at all. */
function opened(spec: object): string[] {
  const closed = platform(CLIENT, SERVER, policy({ policyTypes: ['Ingress', 'Egress'] }));
  const open = platform(CLIENT, SERVER, policy(spec));
  const { gained } = reachability(closed, open, '10.0.0.0/16', new Map());
  return gained.filter(({ to }) => to === 'game/server').map(({ from, ports }) => `${from}: ${ports}`);
}

const FROM_CLIENT = [{ podSelector: { matchLabels: { app: 'client' } } }];

describe('a network policy, as the review reads it,', () => {
  it.each([
    ['one port', [{ protocol: 'TCP', port: 7000 }], ['game/client: 7000/TCP']],
    ['a port by its name, of the receiver', [{ port: 'data' }], ['game/client: 7000/TCP']],
    ['no port by a name that the receiver has not', [{ port: 'other' }], []],
    ['both ends of a range', [{ port: 7000, endPort: 7002 }], ['game/client: 7000/TCP, 7002/TCP']],
    ['UDP alone', [{ protocol: 'UDP', port: 7000 }], ['game/client: 7000/UDP']],
    ['every port of a protocol', [{ protocol: 'TCP' }], ['game/client: every TCP port']],
    ['every port where none is named', undefined, ['game/client: every port']],
  ])('opens %s', (_, ports, expected) => {
    expect(opened({ ingress: [{ from: FROM_CLIENT, ports }] })).toEqual(expected);
  });

  it.each([
    ['In', ['front', 'other'], ['game/client: every port']],
    ['In', ['back'], []],
    ['NotIn', ['back'], ['game/client: every port', 'a stray pod in game: every port']],
    ['NotIn', ['front'], ['a stray pod in game: every port']],
    ['Exists', undefined, ['game/client: every port']],
    ['DoesNotExist', undefined, ['a stray pod in game: every port']],
  ])('selects by %s %j', (operator, values, expected) => {
    const from = [{ podSelector: { matchExpressions: [{ key: 'tier', operator, values }] } }];
    expect(opened({ policyTypes: ['Ingress'], ingress: [{ from }] })).toEqual(expected);
  });

  it('isolates what goes out, too, where it says something of that and names no types', () => {
    const silent = platform(CLIENT, SERVER, policy({ ingress: [{}] }));
    const speaking = platform(CLIENT, SERVER, policy({ ingress: [{}], egress: [] }));
    const { lost } = reachability(silent, speaking, '10.0.0.0/16', new Map());
    expect(lost.map(({ from, to, ports }) => `${from} ${to} ${ports}`)).toContain(
      'game/server anybody every port',
    );
  });
});
