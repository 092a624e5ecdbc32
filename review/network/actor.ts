import { type Fields, field, fields, items, text } from '../field.ts';
import { containersOf, podTemplateOf } from '../kubernetes/pod-template.ts';
import { selects } from '../kubernetes/selector.ts';
import type { KubernetesObject, Platform } from '../platform.ts';
import { addressOf, numberOf, rangeOf } from './address.ts';

/** Where a pod is and what it is called. */
interface Pod {
  readonly namespace: string;
  readonly labels: Fields;
}

/** Somebody who may connect, or be connected to. */
export interface Actor {
  /** `playcode/mongodb`, `a pod of another namespace`, `internet`. */
  readonly name: string;
  /** Where a pod is and what it is called; undefined for an address outside of the cluster. */
  readonly pod?: Pod;
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

/** The label that Kubernetes gives each namespace. */
export const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** Whoever has an address that nobody here knows. */
export const INTERNET = 'internet';

/** Whatever runs in a namespace of which nothing is known. */
export const STRAY = 'a pod of another namespace';

const KNOWN_ADDRESSES: Readonly<Record<string, string>> = {
  '203.0.113.10': INTERNET,
  '169.254.169.254': 'instance metadata',
};

/** Everybody there is: each workload, pods that others declare or nobody, and outside addresses. */
export function actorsOf(
  platform: Platform,
  addresses: readonly number[],
  others: readonly Pod[],
  vpcCidr: string,
): Actor[] {
  const { last } = rangeOf(vpcCidr);
  const pods: Omit<Actor, 'address'>[] = [
    ...workloadsOf(platform).map((workload) => {
      const template = podTemplateOf(workload) ?? {};
      return {
        name: `${workload.metadata.namespace}/${workload.metadata.name}`,
        pod: { namespace: workload.metadata.namespace ?? '', labels: fields(template, 'metadata.labels') },
        ports: portsOf(template),
        storesData: items(workload, 'spec.volumeClaimTemplates').length > 0,
        isStranger: false,
      };
    }),
    ...others.map((pod) => ({
      name: nameOfOther(pod),
      pod,
      ports: {},
      storesData: false,
      isStranger: pod.namespace === ELSEWHERE || Object.keys(pod.labels).length === 0,
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

/**
 * Pods that no manifest declares: one without labels in each namespace that is known and in one that is not, and those
 * that policies name by their labels and that are no workload of ours.
 */
export function otherPodsOf(platforms: readonly Platform[]): Pod[] {
  const workloads = platforms.flatMap(workloadsOf).map((workload) => ({
    namespace: workload.metadata.namespace ?? '',
    labels: fields(podTemplateOf(workload), 'metadata.labels'),
  }));
  const named = platforms.flatMap(peersOf).flatMap((peer): Pod[] => {
    const namespaces = field(peer, 'namespaceSelector');
    if (namespaces === undefined) return [];
    const namespace = text(fields(namespaces, 'matchLabels')[NAMESPACE_NAME]) || ELSEWHERE;
    return [{ namespace, labels: fields(peer, 'podSelector.matchLabels') }];
  });
  const strays = [...workloads, ...named, { namespace: ELSEWHERE }].map(({ namespace }) => ({
    namespace,
    labels: {},
  }));
  const labelled = named.filter(
    ({ namespace, labels }) =>
      !workloads.some((own) => own.namespace === namespace && selects({ matchLabels: labels }, own.labels)),
  );
  return [...new Map([...strays, ...labelled].map((pod) => [nameOfOther(pod), pod])).values()];
}

function nameOfOther({ namespace, labels }: Pod): string {
  const known = Object.entries(labels).map((label) => label.join('='));
  if (known.length === 0) return namespace === ELSEWHERE ? STRAY : `a stray pod in ${namespace}`;
  return `${namespace === ELSEWHERE ? STRAY : `a pod of ${namespace}`} with ${known.join(', ')}`;
}

function workloadsOf(platform: Platform): KubernetesObject[] {
  return [...platform.objects.values()].filter((object) => podTemplateOf(object) !== undefined);
}

function cidrsOf(platform: Platform): string[] {
  return peersOf(platform)
    .flatMap((peer) => [
      text(peer, 'ipBlock.cidr'),
      ...items(peer, 'ipBlock.except').map((each) => text(each)),
    ])
    .filter(Boolean);
}

/** Whom the rules of all policies name. */
function peersOf(platform: Platform): unknown[] {
  return [...platform.objects.values()]
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .flatMap((policy) => [
      ...items(policy, 'spec.ingress').flatMap((rule) => items(rule, 'from')),
      ...items(policy, 'spec.egress').flatMap((rule) => items(rule, 'to')),
    ]);
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
