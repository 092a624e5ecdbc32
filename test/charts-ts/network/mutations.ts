import type { Peer, Policy, Rule } from './policy.ts';

/** One change to the policies that somebody could make by mistake. */
export interface Mutant {
  readonly what: string;
  /** The policy as it was and, unless it is gone, as it is now. */
  readonly versions: readonly Policy[];
  readonly policies: readonly Policy[];
}

/** What a mutant does, and the policy's content with it. */
type Variant = readonly [string, Policy['spec']];

type Direction = 'ingress' | 'egress';

/** Every single mistake: a policy gone, a rule gone, doubled in reach, or without its ports, peers or exceptions. */
export function mutantsOf(policies: readonly Policy[]): readonly Mutant[] {
  return policies.flatMap((policy) => {
    const name = `${policy.metadata.namespace}/${policy.metadata.name}`;
    const others = policies.filter((other) => other !== policy);
    const changed = (what: string, spec: Policy['spec']): Mutant => ({
      what: `${name}: ${what}`,
      versions: [policy, { ...policy, spec }],
      policies: [...others, { ...policy, spec }],
    });
    return [
      { what: `${name}: gone`, versions: [policy], policies: others },
      ...selectorMutants(policy).map(([what, spec]) => changed(what, spec)),
      ...(['ingress', 'egress'] as const).flatMap((direction) => [
        ...typeMutants(policy, direction).map(([what, spec]) => changed(what, spec)),
        ...ruleMutants(policy, direction).map(([what, spec]) => changed(what, spec)),
      ]),
    ];
  });
}

function selectorMutants({ spec }: Policy): readonly Variant[] {
  const labels = Object.entries(spec.podSelector.matchLabels ?? {});
  if (labels.length === 0)
    return [['selects one workload', { ...spec, podSelector: { matchLabels: { app: 'x' } } }]];
  return [
    ['selects the whole namespace', { ...spec, podSelector: {} }],
    [
      'selects a label that nobody has',
      { ...spec, podSelector: { matchLabels: { [labels[0]![0]]: 'nobody' } } },
    ],
  ];
}

function typeMutants({ spec }: Policy, direction: Direction): readonly Variant[] {
  const type = direction === 'ingress' ? 'Ingress' : 'Egress';
  const rules = spec[direction] ?? [];
  const types = (spec.policyTypes ?? []).filter((one) => one !== type);
  const isDefault = Object.keys(spec.podSelector).length === 0;
  const all: Variant = [`permits all ${direction}`, { ...spec, [direction]: [...rules, {}] }];
  // Of a direction without rules it says only what the default denies anyway.
  return rules.length > 0 || isDefault
    ? [[`is not about ${direction}`, { ...spec, policyTypes: types }], all]
    : [all];
}

function ruleMutants({ spec }: Policy, direction: Direction): readonly Variant[] {
  const rules = spec[direction] ?? [];
  const side = direction === 'ingress' ? 'from' : 'to';
  return rules.flatMap((rule, index): Variant[] => {
    const replaced = (changed: Rule) => ({ ...spec, [direction]: rules.with(index, changed) });
    const where = `${direction} rule ${index}`;
    const { ports: _, ...anyPort } = rule;
    const { [side]: __, ...anyPeer } = rule;
    return [
      [`${where} gone`, { ...spec, [direction]: rules.toSpliced(index, 1) }],
      [`${where} for every port`, replaced(anyPort)],
      [`${where} for every peer`, replaced(anyPeer)],
      ...(rule.ports ?? []).map(
        (port, at): Variant => [
          `${where} with another port than ${port.protocol} ${port.port}`,
          replaced({ ...rule, ports: (rule.ports ?? []).with(at, { ...port, port: 4444 }) }),
        ],
      ),
      ...(rule[side] ?? []).flatMap((peer) =>
        peerMutants(peer).map(
          ([what, changed]): Variant => [`${where} ${what}`, replaced({ ...rule, [side]: [changed] })],
        ),
      ),
    ];
  });
}

function peerMutants(peer: Peer): readonly [string, Peer][] {
  if (peer.ipBlock) {
    const { cidr, except } = peer.ipBlock;
    return [
      ...(cidr === '0.0.0.0/0'
        ? []
        : [['for every address', { ipBlock: { cidr: '0.0.0.0/0' } }] as [string, Peer]]),
      ...(except ?? []).map((range): [string, Peer] => [
        `without leaving out ${range}`,
        { ipBlock: { cidr, except: (except ?? []).filter((other) => other !== range) } },
      ]),
    ];
  }
  const { namespaceSelector, podSelector } = peer;
  return [
    ...(podSelector && namespaceSelector
      ? [['for all pods of the namespace', { namespaceSelector }] as [string, Peer]]
      : []),
    ...(podSelector
      ? [['from every namespace', { podSelector, namespaceSelector: {} }] as [string, Peer]]
      : []),
  ];
}
