import type { Manifest } from '../../../charts-ts/index.ts';
import { at } from '../synthesized.ts';
import type { Party } from './policy.ts';

/** The three namespaces that are closed. */
export const CLOSED = ['playcode', 'monitoring', 'ingress-nginx'] as const;

/** A port that nobody listens on and no rule names. */
const UNUSED_PORT = 4444;

/** Parties without pods. Addresses are examples of what stands at these places in production. */
const OUTSIDERS: readonly Party[] = [
  { name: 'internet', address: '203.0.113.9' },
  { name: 'metadata-service', address: '169.254.169.254' },
  { name: 'api-server', address: '172.20.0.1' },
  // Kubelets, node-exporter (which shares its node's network) and the control plane's interfaces in the VPC.
  { name: 'node', address: '10.0.1.10' },
];

/** Pods that stand in no chart. */
const FOREIGN: readonly Party[] = [
  foreign('ingress-controller', 'ingress-nginx', '10.0.64.1', {
    'app.kubernetes.io/name': 'ingress-nginx',
    'app.kubernetes.io/component': 'controller',
  }),
  // Made by hand, when somebody restores.
  foreign('mongodb-restore', 'playcode', '10.0.64.5', { 'app.kubernetes.io/name': 'mongodb-restore' }),
  foreign('kube-dns', 'kube-system', '10.0.64.2', { 'k8s-app': 'kube-dns' }),
  foreign('kube-system-other', 'kube-system', '10.0.64.3', { 'k8s-app': 'metrics-server' }),
  foreign('stranger', 'elsewhere', '10.0.64.4', {}),
  ...CLOSED.map((namespace, index) =>
    foreign(`unlabelled-in-${namespace}`, namespace, `10.0.64.1${index}`, {}),
  ),
];

/** Everybody: each pod template, foreign pods, outsiders, and for each pod an impostor with its labels elsewhere. */
export function partiesOf(objects: readonly Manifest[]): readonly Party[] {
  const own = objects.flatMap((object, index): Party[] => {
    const template = at(object, 'spec', 'template') ?? at(object, 'spec', 'jobTemplate', 'spec', 'template');
    if (!template || at(template, 'spec', 'hostNetwork')) return [];
    return [
      {
        name: object.metadata.name,
        address: `10.0.65.${index}`,
        pod: {
          namespace: object.metadata.namespace!,
          labels: at(template, 'metadata', 'labels') as Record<string, string>,
        },
      },
    ];
  });
  const known = [...own, ...FOREIGN];
  const impostors = known
    .filter((party) => Object.keys(party.pod!.labels).length > 0)
    .map((party, index) =>
      foreign(`impostor-of-${party.name}`, 'elsewhere', `10.0.66.${index}`, party.pod!.labels),
    );
  return [...known, ...impostors, ...OUTSIDERS];
}

/** Every port of a container and of a policy, and one that is neither. */
export function portsOf(objects: readonly Manifest[]): readonly number[] {
  const ports = new Set([UNUSED_PORT]);
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if ((key === 'containerPort' || key === 'port') && typeof inner === 'number') ports.add(inner);
      visit(inner);
    }
  };
  objects.forEach(visit);
  return [...ports].sort((a, b) => a - b);
}

function foreign(name: string, namespace: string, address: string, labels: Record<string, string>): Party {
  return { name, address, pod: { namespace, labels } };
}
