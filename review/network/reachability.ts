import { isDeepStrictEqual } from 'node:util';
import type { Consequence } from '../consequence.ts';
import { field, items } from '../field.ts';
import { podTemplateOf } from '../kubernetes/pod-template.ts';
import type { Platform } from '../platform.ts';
import { type Actor, actorsOf, addressesOf, INTERNET, otherPodsOf, STRAY } from './actor.ts';
import { opening, type Port, wallsOf } from './policy.ts';

/** A connection that is possible in one platform and not in the other. */
interface FlowChange {
  readonly from: string;
  readonly to: string;
  /** `27017/TCP`, or `every port`. */
  readonly ports: string;
}

/** Connections that become possible and impossible. */
export interface Reachability {
  readonly gained: readonly FlowChange[];
  readonly lost: readonly FlowChange[];
  readonly consequences: readonly Consequence[];
}

/** A port on which nobody listens: open only where every port is. */
const SENTINEL = 49_999;

/**
 * Asks of every pair of actors, on every port that somebody names, whether it may connect before and after.
 * @param renamed New names of workloads by their old ones: a flow that only goes by another name is no news.
 */
export function reachability(
  base: Platform,
  head: Platform,
  vpcCidr: string,
  renamed: ReadonlyMap<string, string>,
): Reachability {
  if (isDeepStrictEqual(decisive(base), decisive(head))) return { gained: [], lost: [], consequences: [] };
  const addresses = addressesOf([base, head]);
  const ports = portsOf([base, head]);
  const others = otherPodsOf([base, head]);
  const former = actorsOf(base, addresses, others, vpcCidr).map((actor) => ({
    ...actor,
    name: renamed.get(actor.name) ?? actor.name,
  }));
  const before = flowsOf(base, former, ports);
  const actors = actorsOf(head, addresses, others, vpcCidr);
  const after = flowsOf(head, actors, ports);
  const gained = folded(without(after, before), actors);
  // What is no longer declared goes on: a flow is lost only where it is closed by what is still declared.
  const lasting: Platform = { ...head, objects: new Map([...base.objects, ...head.objects]) };
  const isAll = lasting.objects.size === head.objects.size;
  const going = isAll ? after : flowsOf(lasting, actorsOf(lasting, addresses, others, vpcCidr), ports);
  return {
    gained,
    lost: folded(without(without(before, after), going), actors),
    consequences: gained
      .filter((flow) => isAlarming(flow, actors))
      .map(({ from, to, ports: opened }) => ({
        fate: 'flow-opened',
        subject: `${from} → ${to}`,
        because: `may connect on ${opened}`,
      })),
  };
}

/** What decides who reaches whom: policies, and the labels that they select. */
function decisive({ objects }: Platform): unknown[] {
  return [...objects].filter(
    ([, object]) => /^(NetworkPolicy|Namespace)$/.test(object.kind) || podTemplateOf(object) !== undefined,
  );
}

interface Flow {
  readonly from: string;
  readonly to: string;
  readonly port: Port;
}

function flowsOf(platform: Platform, actors: readonly Actor[], ports: readonly Port[]): Map<string, Flow> {
  const walls = new Map(actors.map((actor) => [actor, wallsOf(actor, platform)]));
  const flows = new Map<string, Flow>();
  for (const from of actors) {
    for (const to of actors) {
      // Addresses among themselves are nobody's business here, and nobody walls off a pod from itself.
      if (from === to || (!from.pod && !to.pod)) continue;
      const out = opening(walls.get(from)?.egress, to, to);
      const into = out && opening(walls.get(to)?.ingress, from, to);
      if (!out || !into) continue;
      for (const port of ports) {
        if (!out(port) || !into(port)) continue;
        flows.set(`${from.name} ${to.name} ${port.number}/${port.protocol}`, {
          from: from.name,
          to: to.name,
          port,
        });
      }
    }
  }
  return flows;
}

function portsOf(platforms: readonly Platform[]): Port[] {
  const objects = platforms.flatMap((platform) => [...platform.objects.values()]);
  const numbers = new Set<number>([SENTINEL]);
  for (const actor of platforms.flatMap((platform) => actorsOf(platform, [], [], '10.0.0.0/8'))) {
    for (const port of Object.values(actor.ports)) numbers.add(port);
  }
  for (const rule of objects
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .flatMap((policy) => [...items(policy, 'spec.ingress'), ...items(policy, 'spec.egress')])) {
    for (const port of items(rule, 'ports')) {
      for (const end of [field(port, 'port'), field(port, 'endPort')])
        if (typeof end === 'number') numbers.add(end);
    }
  }
  return [...numbers].flatMap((number) => ['TCP', 'UDP'].map((protocol) => ({ number, protocol })));
}

function without(flows: ReadonlyMap<string, Flow>, others: ReadonlyMap<string, Flow>): Map<string, Flow> {
  return new Map([...flows].filter(([key]) => !others.has(key)));
}

/** Anybody, where a stray pod of another namespace may: then all others may, too, or could. */
const ANYBODY = 'anybody';

/** One line for each pair; strangers who may all do the same become one. */
function folded(flows: ReadonlyMap<string, Flow>, actors: readonly Actor[]): FlowChange[] {
  const pairs = new Map<string, { from: string; to: string; ports: Port[] }>();
  for (const { from, to, port } of flows.values()) {
    const pair = pairs.get(`${from} ${to}`) ?? { from, to, ports: [] };
    pair.ports.push(port);
    pairs.set(`${from} ${to}`, pair);
  }
  const lines = [...pairs.values()].map(({ from, to, ports }) => ({ from, to, ports: portList(ports) }));
  const strangers = new Set(actors.filter(({ isStranger }) => isStranger).map(({ name }) => name));
  const merged = mergeEnds(mergeEnds(lines, 'from', 'to', strangers), 'to', 'from', strangers);
  return merged.filter((line) => !merged.some((wider) => isCovered(line, wider)));
}

/** Those of whom nothing at all is known. */
const UNKNOWN = new Set([STRAY, INTERNET]);

/** Where two or more strangers are at one end of otherwise equal lines, those lines become one for anybody. */
function mergeEnds(
  lines: readonly FlowChange[],
  end: 'from' | 'to',
  other: 'from' | 'to',
  strangers: ReadonlySet<string>,
): FlowChange[] {
  const groups = new Map<string, FlowChange[]>();
  for (const line of lines) {
    const key = `${line[other]} ${line.ports}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()].flatMap((group) => {
    const strange = group.filter((line) => strangers.has(line[end]));
    // Addresses of one range are not everybody.
    if (strange.length < 2 || !strange.some((line) => UNKNOWN.has(line[end]))) return group;
    return [{ ...group[0]!, [end]: ANYBODY }];
  });
}

/** Whether another line says the same of anybody. */
function isCovered(line: FlowChange, wider: FlowChange): boolean {
  const sameEnds =
    (line.to === wider.to && line.from !== wider.from && wider.from === ANYBODY) ||
    (line.from === wider.from && line.to !== wider.to && wider.to === ANYBODY);
  return sameEnds && (wider.ports === EVERY_PORT || wider.ports === line.ports);
}

const EVERY_PORT = 'every port';

function portList(ports: readonly Port[]): string {
  const of = (protocol: string) =>
    ports.filter((port) => port.protocol === protocol).map(({ number }) => number);
  const parts = ['TCP', 'UDP'].flatMap((protocol) => {
    const numbers = of(protocol);
    if (numbers.length === 0) return [];
    if (numbers.includes(SENTINEL)) return [`every ${protocol} port`];
    return numbers.sort((left, right) => left - right).map((number) => `${number}/${protocol}`);
  });
  return parts.join(', ').replace('every TCP port, every UDP port', EVERY_PORT);
}

/** Strangers at either end, data at the far end, or every port: such a flow wants a second look. */
function isAlarming({ from, to, ports }: FlowChange, actors: readonly Actor[]): boolean {
  const at = (name: string) => actors.find((actor) => actor.name === name);
  return (
    ports.includes('every') ||
    [from, to].some((name) => name === ANYBODY || at(name)?.isStranger) ||
    at(to)?.storesData === true
  );
}
