import { type Fields, field, fields, items, text } from '../field.ts';
import { selects } from '../kubernetes/selector.ts';
import type { KubernetesObject, Platform } from '../platform.ts';
import { type Actor, NAMESPACE_NAME } from './actor.ts';
import { contains, rangeOf } from './address.ts';

/** Where a connection goes in. */
export interface Port {
  readonly number: number;
  readonly protocol: string;
}

/** One way through a wall: who, and on which ports. */
interface Gate {
  readonly peers: (peer: Actor) => boolean;
  readonly ports: readonly unknown[];
}

/** The walls around an actor: undefined where no policy isolates that direction, else the gates in them. */
export interface Walls {
  readonly ingress: readonly Gate[] | undefined;
  readonly egress: readonly Gate[] | undefined;
}

/** Reads the policies that select an actor. Addresses outside of the cluster have no walls. */
export function wallsOf(actor: Actor, platform: Platform): Walls {
  const { pod } = actor;
  if (!pod) return { ingress: undefined, egress: undefined };
  const policies = [...platform.objects.values()].filter(
    (object) =>
      object.kind === 'NetworkPolicy' &&
      object.metadata.namespace === pod.namespace &&
      selects(field(object, 'spec.podSelector'), pod.labels),
  );
  return {
    ingress: gates(policies, 'Ingress', 'ingress', 'from', platform),
    egress: gates(policies, 'Egress', 'egress', 'to', platform),
  };
}

/** The ports on which a wall lets a peer through: a test of ports, or undefined where it lets it through on none. */
export function opening(
  walls: readonly Gate[] | undefined,
  peer: Actor,
  receiver: Actor,
): ((port: Port) => boolean) | undefined {
  if (walls === undefined) return () => true;
  const open = walls.filter((gate) => gate.peers(peer));
  if (open.length === 0) return undefined;
  // A gate without ports is open on all of them. The port is always the receiver's.
  return (port) =>
    open.some(({ ports }) => ports.length === 0 || ports.some((rule) => isPort(rule, receiver, port)));
}

function gates(
  policies: readonly KubernetesObject[],
  type: string,
  rules: string,
  peers: string,
  platform: Platform,
): readonly Gate[] | undefined {
  const isolating = policies.filter((policy) => typesOf(policy).includes(type));
  if (isolating.length === 0) return undefined;
  return isolating.flatMap((policy) =>
    items(policy, `spec.${rules}`).map((rule) => {
      const listed = items(rule, peers);
      return {
        // A rule without peers is for everybody.
        peers: (peer: Actor) =>
          listed.length === 0 || listed.some((each) => isPeer(each, peer, policy, platform)),
        ports: items(rule, 'ports'),
      };
    }),
  );
}

function typesOf(policy: KubernetesObject): readonly unknown[] {
  const types = items(policy, 'spec.policyTypes');
  if (types.length > 0) return types;
  return field(policy, 'spec.egress') === undefined ? ['Ingress'] : ['Ingress', 'Egress'];
}

function isPeer(rule: unknown, peer: Actor, policy: KubernetesObject, platform: Platform): boolean {
  const block = field(rule, 'ipBlock');
  if (block !== undefined) {
    const inside = contains(rangeOf(text(block, 'cidr')), peer.address);
    return inside && !items(block, 'except').some((cidr) => contains(rangeOf(text(cidr)), peer.address));
  }
  if (!peer.pod) return false;
  const namespaces = field(rule, 'namespaceSelector');
  const pods = field(rule, 'podSelector');
  const inNamespace =
    namespaces === undefined
      ? peer.pod.namespace === policy.metadata.namespace
      : selects(namespaces, labelsOfNamespace(peer.pod.namespace, platform));
  return inNamespace && (pods === undefined || selects(pods, peer.pod.labels));
}

function labelsOfNamespace(name: string, platform: Platform): Fields {
  const declared = fields(platform.objects.get(`Namespace/${name}`), 'metadata.labels');
  return { ...declared, [NAMESPACE_NAME]: name };
}

function isPort(rule: unknown, receiver: Actor, port: Port): boolean {
  if ((text(rule, 'protocol') || 'TCP') !== port.protocol) return false;
  const wanted = field(rule, 'port');
  if (wanted === undefined) return true;
  const first = typeof wanted === 'number' ? wanted : receiver.ports[text(wanted)];
  if (first === undefined) return false;
  return first <= port.number && port.number <= Number(field(rule, 'endPort') ?? first);
}
