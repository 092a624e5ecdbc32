import { setTimeout as wait } from 'node:timers/promises';
import { kubectlJson } from '../../pipeline/cluster.ts';

/** How long the autoscaler may take to follow the load. */
const PATIENCE_MS = 360_000;

/** Numbers of the app's pods at a moment. */
interface Moment {
  /** Seconds since it was begun to look. */
  readonly at: number;
  readonly wanted: number;
  readonly ready: number;
}

async function now(since: number): Promise<Moment> {
  interface Deployment {
    readonly spec: { readonly replicas: number };
    readonly status: { readonly readyReplicas?: number };
  }
  const deployment = ['deployment', 'playcode-app', '-n', 'playcode'];
  const { spec, status } = await kubectlJson<Deployment>('get', ...deployment);
  return { at: (Date.now() - since) / 1000, wanted: spec.replicas, ready: status.readyReplicas ?? 0 };
}

/** Looks at the app's pods until so many are wanted and ready. @returns the moments at which wanted or ready had changed */
export async function watchPods(until: number): Promise<readonly Moment[]> {
  const begin = Date.now();
  const changes = [await now(begin)];
  for (;;) {
    const moment = await now(begin);
    const { wanted, ready } = changes.at(-1)!;
    if (moment.wanted !== wanted || moment.ready !== ready) changes.push(moment);
    if (moment.wanted === until && moment.ready === until) return changes;
    if (Date.now() - begin > PATIENCE_MS)
      throw new Error(`${until} pods: not after ${moment.at} s, found ${JSON.stringify(changes)}`);
    await wait(500);
  }
}

/** Part of what the app's pods asked for, in per cent, below which the autoscaler wants fewer than four. */
const CALM_PERCENT = 50;

/** Waits until the autoscaler sees that the load is gone. */
export async function calm(): Promise<void> {
  interface Autoscaler {
    readonly status: {
      readonly currentMetrics?: readonly {
        readonly resource: {
          readonly name: string;
          readonly current: { readonly averageUtilization: number };
        };
      }[];
    };
  }
  const begin = Date.now();
  for (;;) {
    const { status } = await kubectlJson<Autoscaler>('get', 'hpa', 'playcode-app', '-n', 'playcode');
    const cpu = status.currentMetrics?.find(({ resource }) => resource.name === 'cpu')?.resource;
    if (cpu !== undefined && cpu.current.averageUtilization < CALM_PERCENT) return;
    if (Date.now() - begin > PATIENCE_MS) throw new Error(`calm: not after ${PATIENCE_MS / 1000} s`);
    await wait(500);
  }
}

/** Moments at which fewer pods were wanted than before, and how many fewer. */
export function givenUp(
  moments: readonly Moment[],
): readonly { readonly at: number; readonly pods: number }[] {
  return moments
    .map(({ at, wanted }, index) => ({ at, pods: (moments[index - 1]?.wanted ?? wanted) - wanted }))
    .filter(({ pods }) => pods > 0);
}
