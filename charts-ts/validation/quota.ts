import { bytesOf, coresOf } from '../../lib/quantity.ts';
import { type ContainerManifest, type Manifest, nameOf, podsOf } from './manifest.ts';

/** What a quota counts of containers. */
const COUNTED = ['requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'] as const;

type Counted = (typeof COUNTED)[number];

/**
 * A namespace's quota must have room for all its pods at their most: as many as an autoscaler may want, and the one more
 * while they are replaced. Agents are left out: nobody knows here how many nodes there are.
 */
export function quotaErrors(objects: readonly Manifest[]): readonly string[] {
  return objects
    .filter(({ kind }) => kind === 'ResourceQuota')
    .flatMap((quota) => {
      const { hard } = quota.spec as { readonly hard: Readonly<Record<string, string>> };
      const within = objects.filter(({ metadata }) => metadata.namespace === quota.metadata.namespace);
      return COUNTED.flatMap((counted) => {
        const most = hard[counted];
        const needed = podsOf(within).reduce(
          (sum, { object, template }) =>
            sum + mostPods(object, within) * template.spec.containers.reduce(add(counted), 0),
          0,
        );
        return most === undefined || needed <= amountOf(counted, most)
          ? []
          : [
              `${nameOf(quota)}: ${counted} is ${most}, but its pods come to ${textOf(counted, needed)} at their most.`,
            ];
      });
    });
}

function mostPods({ kind, metadata, spec }: Manifest, within: readonly Manifest[]): number {
  if (kind === 'DaemonSet') return 0;
  if (kind === 'CronJob' || kind === 'Job') return 1;
  const autoscaler = within.find(
    (one) =>
      one.kind === 'HorizontalPodAutoscaler' &&
      (one.spec as { scaleTargetRef: { name: string } }).scaleTargetRef.name === metadata.name,
  );
  const { replicas = 1, strategy } = spec as {
    readonly replicas?: number;
    readonly strategy?: { readonly rollingUpdate?: { readonly maxSurge: number } };
  };
  const most = autoscaler ? (autoscaler.spec as { maxReplicas: number }).maxReplicas : replicas;
  return most + (autoscaler ? (strategy?.rollingUpdate?.maxSurge ?? 0) : 0);
}

function add(counted: Counted): (sum: number, container: ContainerManifest) => number {
  const [side, resource] = counted.split('.') as ['requests' | 'limits', string];
  return (sum, { resources }) => {
    const amount = resources?.[side]?.[resource];
    return sum + (amount === undefined ? 0 : amountOf(counted, amount));
  };
}

function amountOf(counted: Counted, amount: string): number {
  return counted.endsWith('cpu') ? coresOf(amount) : bytesOf(amount);
}

function textOf(counted: Counted, amount: number): string {
  return counted.endsWith('cpu') ? `${Math.ceil(amount * 1000)}m` : `${Math.ceil(amount / 2 ** 20)}Mi`;
}
