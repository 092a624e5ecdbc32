import type { Consequence } from '../consequence.ts';
import { described, differences } from '../difference.ts';
import { type Fields, field, fields, items, text } from '../field.ts';
import { type Finding, foundIf } from '../finding.ts';
import { type KubernetesObject, nameOf, type Platform } from '../platform.ts';
import { podTemplateOf } from './pod-template.ts';

/** One side of a comparison: a workload, and the platform that it is part of. */
interface Side {
  readonly object: KubernetesObject;
  readonly platform: Platform;
}

/** Where pods may start, who goes first where there is no room, and where they find names. */
export function placementConsequences(base: Side, head: Side): Consequence[] {
  const [before, after] = [base, head].map(({ object }) => fields(podTemplateOf(object), 'spec')) as [
    Fields,
    Fields,
  ];
  const found: Finding[] = [
    ...demands(before, after).map(
      (demand): Finding => ['stopped', `its pods start only by ${demand}: nowhere, where there is none`],
    ),
    ...foundIf(
      spreads(before) && !spreads(after),
      'protection-dropped',
      'all its pods may be on one node, or in one zone',
    ),
    ...lowerPriority(base, head),
    ...otherNames(before, after),
    ...foundIf(
      after.shareProcessNamespace === true && before.shareProcessNamespace !== true,
      'protection-dropped',
      'its containers see the processes of each other, and what those were given',
    ),
  ];
  return found.map(([fate, because]) => ({ fate, subject: nameOf(head.object), because }));
}

/** What every node of ours is. */
const EVERYWHERE = /^kubernetes\.io\/(os linux|arch amd64)$/;

/** What a node must be, or who must place its pods, that was not asked before. */
function demands(base: Fields, head: Fields): string[] {
  const demandsOf = (pod: Fields) => [
    ...Object.entries(fields(pod, 'nodeSelector')).map(([label, value]) => `${label} ${text(value)}`),
    ...items(
      pod,
      'affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms',
    ).map((term) => JSON.stringify(term)),
    ...['schedulerName', 'nodeName', 'runtimeClassName']
      .filter((key) => ![undefined, 'default-scheduler'].includes(pod[key] as string | undefined))
      .map((key) => `${key} ${text(pod[key])}`),
  ];
  const known = new Set(demandsOf(base));
  return demandsOf(head).filter((demand) => !known.has(demand) && !EVERYWHERE.test(demand));
}

function spreads(pod: Fields): boolean {
  return (
    items(pod, 'topologySpreadConstraints').length > 0 || field(pod, 'affinity.podAntiAffinity') !== undefined
  );
}

function lowerPriority(base: Side, head: Side): Finding[] {
  const priorityOf = ({ object, platform }: Side) => {
    const name = text(podTemplateOf(object), 'spec.priorityClassName');
    return Number(field(platform.objects.get(`PriorityClass/${name}`), 'value') ?? 0);
  };
  const [was, is] = [priorityOf(base), priorityOf(head)];
  return foundIf(
    is < was,
    'protection-dropped',
    `priority ${was} → ${is}: where there is no room it goes for others`,
  );
}

/** Names that are found elsewhere than by the cluster. */
function otherNames(base: Fields, head: Fields): Finding[] {
  return ['hostAliases', 'dnsConfig.nameservers', 'dnsPolicy']
    .flatMap((path) => differences(field(base, path), field(head, path), path))
    .filter(({ head: now }) => now !== undefined && now !== 'ClusterFirst')
    .map((difference) => [
      'authority-widened',
      `${described(difference)}: somebody else says where a name leads`,
    ]);
}
