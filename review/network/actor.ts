import { type Fields, fields, items, text } from '../field.ts';
import { containersOf, podTemplateOf } from '../kubernetes/pod-template.ts';
import type { Platform } from '../platform.ts';
import { addressOf, numberOf, rangeOf } from './address.ts';

/** Somebody who may connect, or be connected to. */
export interface Actor {
  /** `playcode/mongodb`, `a pod of another namespace`, `internet`. */
  readonly name: string;
  /** Where a pod is and what it is called; undefined for an address outside of the cluster. */
  readonly pod?: { readonly namespace: string; readonly labels: Fields };
  /** On the VPC CNI a pod has an address of the VPC, so that ranges match pods, too. */
  readonly address: number;
  /** Container ports by name. */
  readonly ports: Readonly<Record<string, number>>;
  /** Whether it stores data. */
  readonly storesData: boolean;
  /** Whether anybody could be it: a pod that nobody declared, an address nobody owns. */
  readonly isStranger: boolean;
}

/** A namespace of which nothing is known. */
const ELSEWHERE = 'elsewhere';

const KNOWN_ADDRESSES: Readonly<Record<string, string>> = {
  '203.0.113.10': 'internet',
  '169.254.169.254': 'instance metadata',
};

/** Everybody there is: each workload, a pod nobody declared in each namespace and elsewhere, and outside addresses. */
export function actorsOf(platform: Platform, addresses: readonly number[], vpcCidr: string): Actor[] {
  const { last } = rangeOf(vpcCidr);
  const workloads = [...platform.objects.values()].filter((object) => podTemplateOf(object) !== undefined);
  const namespaces = [...new Set(workloads.map(({ metadata }) => metadata.namespace ?? ''))].sort();
  const pods: Omit<Actor, 'address'>[] = [
    ...workloads.map((workload) => {
      const template = podTemplateOf(workload) ?? {};
      return {
        name: `${workload.metadata.namespace}/${workload.metadata.name}`,
        pod: { namespace: workload.metadata.namespace ?? '', labels: fields(template, 'metadata.labels') },
        ports: portsOf(template),
        storesData: items(workload, 'spec.volumeClaimTemplates').length > 0,
        isStranger: false,
      };
    }),
    ...[...namespaces, ELSEWHERE].map((namespace) => ({
      name: namespace === ELSEWHERE ? 'a pod of another namespace' : `a stray pod in ${namespace}`,
      pod: { namespace, labels: {} },
      ports: {},
      storesData: false,
      isStranger: true,
    })),
  ];
  return [
    // Pods get addresses from the end of the VPC's range, apart from those that policies name.
    ...pods.map((pod, index) => ({ ...pod, address: last - 4096 - index })),
    ...addresses.map((address) => ({
      name: KNOWN_ADDRESSES[addressOf(address)] ?? addressOf(address),
      address,
      ports: {},
      storesData: false,
      isStranger: true,
    })),
  ];
}

/** Addresses worth asking about: the internet, the metadata service, and both ends of every range of a policy. */
export function addressesOf(platforms: readonly Platform[]): number[] {
  const found = new Set(Object.keys(KNOWN_ADDRESSES).map(numberOf));
  for (const cidr of platforms.flatMap(cidrsOf)) {
    const { first, last } = rangeOf(cidr);
    if (last - first >= 2 ** 31) continue;
    found.add(first === last ? first : first + 1);
    found.add(first === last ? last : last - 1);
  }
  return [...found].sort((left, right) => left - right);
}

function cidrsOf(platform: Platform): string[] {
  return [...platform.objects.values()]
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .flatMap((policy) => [
      ...items(policy, 'spec.ingress').flatMap((rule) => items(rule, 'from')),
      ...items(policy, 'spec.egress').flatMap((rule) => items(rule, 'to')),
    ])
    .flatMap((peer) => [
      text(peer, 'ipBlock.cidr'),
      ...items(peer, 'ipBlock.except').map((each) => text(each)),
    ])
    .filter(Boolean);
}

function portsOf(template: Fields): Record<string, number> {
  const ports = containersOf(template).flatMap((container) => items(container, 'ports'));
  return Object.fromEntries(
    ports.map((port) => [
      text(port, 'name') || text(port, 'containerPort'),
      Number(text(port, 'containerPort')),
    ]),
  );
}
