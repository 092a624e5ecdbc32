import { monthlyCost } from '../lib/cost/monthly-cost.ts';
import { bytesOf, coresOf } from '../lib/quantity.ts';
import { type Fields, field, items, text } from './field.ts';
import { podTemplateOf, replicasOf } from './kubernetes/pod-template.ts';
import type { KubernetesObject, Platform, Resource } from './platform.ts';

/** What a platform asks of its nodes, at the least and at the most that its autoscalers may want. */
export interface Capacity {
  readonly pods: readonly [least: number, most: number];
  /** In cores. */
  readonly cpu: readonly [least: number, most: number];
  /** In GiB. */
  readonly memory: readonly [least: number, most: number];
  /** Volumes that its pods claim, in GiB. */
  readonly storage: number;
}

/** Sums the requests of all workloads. Agents of nodes count once: how many nodes there are is not known here. */
export function capacityOf(platform: Platform): Capacity {
  const objects = [...platform.objects.values()];
  const workloads = objects.filter(({ kind }) => /^(Deployment|StatefulSet|DaemonSet)$/.test(kind));
  const sum = { pods: [0, 0], cpu: [0, 0], memory: [0, 0] } as Record<string, [number, number]>;
  for (const workload of workloads) {
    const each = requestsOf(podTemplateOf(workload) ?? {});
    rangeOf(workload, objects).forEach((replicas, end) => {
      for (const [what, amount] of Object.entries(each)) sum[what]![end]! += replicas * amount;
    });
  }
  return {
    pods: sum.pods!,
    cpu: sum.cpu!,
    memory: sum.memory!,
    storage: workloads.reduce((total, workload) => total + claimedGib(workload), 0),
  };
}

/** What a month costs, in US dollars by what is paid for. */
export interface Cost {
  readonly lines: ReadonlyMap<string, number>;
  /** Why it could not be worked out. */
  readonly problem?: string;
}

/** What a month of a platform costs, by the same prices as `npm run cost`. A thing without a price is no reason to stop. */
export function costOf(platform: Platform): Cost {
  const resources = [...platform.stacks.values()].flatMap(({ template }) =>
    Object.values<Resource>(template.Resources),
  );
  try {
    const lines = monthlyCost(resources, capacityOf(platform).storage);
    return { lines: new Map(lines.map(({ what, usd }) => [what, usd])) };
  } catch (error) {
    return { lines: new Map(), problem: error instanceof Error ? error.message : String(error) };
  }
}

function rangeOf(
  workload: KubernetesObject,
  objects: readonly KubernetesObject[],
): readonly [number, number] {
  const scaler = objects.find(
    (object) =>
      object.kind === 'HorizontalPodAutoscaler' &&
      object.metadata.namespace === workload.metadata.namespace &&
      text(object, 'spec.scaleTargetRef.name') === workload.metadata.name,
  );
  const fixed = replicasOf(workload) ?? 1;
  return scaler
    ? [Number(field(scaler, 'spec.minReplicas') ?? 1), Number(field(scaler, 'spec.maxReplicas') ?? fixed)]
    : [fixed, fixed];
}

function requestsOf(template: Fields): {
  readonly pods: number;
  readonly cpu: number;
  readonly memory: number;
} {
  const containers = items(template, 'spec.containers');
  const total = (what: string, read: (quantity: string) => number) =>
    containers.reduce<number>(
      (sum, container) => sum + read(text(container, `resources.requests.${what}`) || '0'),
      0,
    );
  return { pods: 1, cpu: total('cpu', coresOf), memory: total('memory', gibOf) };
}

function claimedGib(workload: KubernetesObject): number {
  return items(workload, 'spec.volumeClaimTemplates').reduce<number>(
    (sum, claim) =>
      sum + gibOf(text(claim, 'spec.resources.requests.storage') || '0') * (replicasOf(workload) ?? 1),
    0,
  );
}

function gibOf(amount: string): number {
  return bytesOf(amount) / 2 ** 30;
}
