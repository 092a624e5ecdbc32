/** Selector of labels, as Kubernetes' API has it. */
export interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
    readonly values?: readonly string[];
  }[];
}

/** Other end of a rule. */
export interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

/** Port of a rule. */
export interface PolicyPort {
  readonly port?: number | string;
  readonly endPort?: number;
  readonly protocol?: Protocol;
}

/** One permission: its peers are `from` in a rule of ingress and `to` in one of egress. */
export interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly PolicyPort[];
}

/** A NetworkPolicy. */
export interface Policy {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly podSelector: Selector;
    readonly policyTypes?: readonly Direction[];
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
  };
}

export type Protocol = 'TCP' | 'UDP';

/** Somebody on the network. Without a namespace it is no pod that a policy could be about. */
export interface Party {
  readonly name: string;
  readonly address: string;
  readonly pod?: {
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    /** Numbers of its named ports. */
    readonly ports?: Readonly<Record<string, number>>;
  };
}

/** What differs between engines that enforce policies. */
export interface Engine {
  /** Whether a range of addresses means pods, too: so on the VPC CNI, elsewhere not. */
  readonly rangesMatchPods: boolean;
}

/** An attempt to connect. */
export interface Connection {
  readonly from: Party;
  readonly to: Party;
  readonly port: number;
  readonly protocol: Protocol;
}

/** The end that is asked: the sender about what goes out, the receiver about what comes in. */
export type Direction = 'Ingress' | 'Egress';

/** Whether the policies about one end permit a new connection; it opens when both ends do. */
export function permits(
  direction: Direction,
  policies: readonly Policy[],
  engine: Engine,
  connection: Connection,
): boolean {
  const { from, to, port, protocol } = connection;
  const [self, other] = direction === 'Ingress' ? [to, from] : [from, to];
  const { pod } = self;
  if (!pod) return true;
  const about = policies.filter(
    (policy) =>
      policy.metadata.namespace === pod.namespace &&
      selects(policy.spec.podSelector, pod.labels) &&
      typesOf(policy).includes(direction),
  );
  if (about.length === 0) return true;
  return about.some((policy) => {
    const rules = (direction === 'Ingress' ? policy.spec.ingress : policy.spec.egress) ?? [];
    return rules.some((rule) => {
      const peers = (direction === 'Ingress' ? rule.from : rule.to) ?? [];
      return (
        (peers.length === 0 || peers.some((peer) => isPeer(peer, policy, other, engine))) &&
        opensPort(rule.ports ?? [], port, protocol, to)
      );
    });
  });
}

/** A policy without types is about ingress, and about egress where it has rules of it. */
function typesOf(policy: Policy): readonly Direction[] {
  return policy.spec.policyTypes ?? (policy.spec.egress ? ['Ingress', 'Egress'] : ['Ingress']);
}

function isPeer(peer: Peer, policy: Policy, party: Party, engine: Engine): boolean {
  if (peer.ipBlock) {
    if (party.pod && !engine.rangesMatchPods) return false;
    const { cidr, except = [] } = peer.ipBlock;
    return contains(cidr, party.address) && !except.some((range) => contains(range, party.address));
  }
  if (!party.pod) return false;
  const inNamespace = peer.namespaceSelector
    ? selects(peer.namespaceSelector, { 'kubernetes.io/metadata.name': party.pod.namespace })
    : party.pod.namespace === policy.metadata.namespace;
  return inNamespace && selects(peer.podSelector ?? {}, party.pod.labels);
}

function opensPort(ports: readonly PolicyPort[], port: number, protocol: Protocol, to: Party): boolean {
  if (ports.length === 0) return true;
  return ports.some((one) => {
    if ((one.protocol ?? 'TCP') !== protocol) return false;
    if (one.port === undefined) return true;
    const first = typeof one.port === 'string' ? to.pod?.ports?.[one.port] : one.port;
    return first !== undefined && port >= first && port <= (one.endPort ?? first);
  });
}

/** Whether labels satisfy a selector; the empty one selects all. */
export function selects(selector: Selector, labels: Readonly<Record<string, string>>): boolean {
  return (
    Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
    (selector.matchExpressions ?? []).every((expression) => holds(expression, labels))
  );
}

function holds(
  { key, operator, values = [] }: NonNullable<Selector['matchExpressions']>[number],
  labels: Readonly<Record<string, string>>,
): boolean {
  const found = labels[key];
  switch (operator) {
    case 'In':
      return found !== undefined && values.includes(found);
    case 'NotIn':
      return found === undefined || !values.includes(found);
    case 'Exists':
      return found !== undefined;
    case 'DoesNotExist':
      return found === undefined;
  }
}

function contains(cidr: string, address: string): boolean {
  const [base, bits] = cidr.split('/') as [string, string];
  const shift = 32 - Number(bits);
  return shift === 32 || numberOf(base) >>> shift === numberOf(address) >>> shift;
}

function numberOf(address: string): number {
  const parts = address.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255))) {
    throw new Error(`"${address}" is not an IPv4 address`);
  }
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}
