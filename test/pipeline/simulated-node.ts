import { kubectl, kubectlJson } from './cluster.ts';

interface Pod {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  readonly spec: { readonly containers: readonly { readonly name: string; readonly image: string }[] };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/**
 * Stands in for the nodes: says of each pod that it is ready, unless its image is a broken one. The pods are for no
 * scheduler, so that no real node takes them.
 */
export class SimulatedNode {
  private readonly selector: readonly string[];
  private running = true;
  private readonly ended: Promise<void>;
  /** Fewest pods that were ready at once since {@link watch} was called. */
  private fewest = Number.POSITIVE_INFINITY;

  constructor(namespace: string, workload: string) {
    this.selector = ['--namespace', namespace, '--selector', `app.kubernetes.io/name=${workload}`];
    this.ended = this.loop();
  }

  /** Begins to count how many pods are ready at least. */
  watch(): void {
    this.fewest = Number.POSITIVE_INFINITY;
  }

  /** Fewest pods that were ready at once. */
  get fewestReady(): number {
    return this.fewest;
  }

  async stop(): Promise<void> {
    this.running = false;
    await this.ended;
  }

  private async loop(): Promise<void> {
    while (this.running) {
      const { items } = await kubectlJson<{ items: Pod[] }>('get', 'pods', ...this.selector);
      const pods = items.filter(({ metadata }) => !metadata.deletionTimestamp);
      this.fewest = Math.min(this.fewest, pods.filter(isReady).length);
      for (const pod of pods.filter((each) => !isReady(each) && !isBroken(each))) await this.start(pod);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  private async start({ metadata, spec }: Pod): Promise<void> {
    const lastTransitionTime = new Date().toISOString();
    const status = {
      phase: 'Running',
      conditions: ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map((type) => ({
        type,
        status: 'True',
        lastTransitionTime,
      })),
      containerStatuses: spec.containers.map(({ name, image }) => ({
        name,
        image,
        imageID: image,
        ready: true,
        started: true,
        restartCount: 0,
        state: { running: { startedAt: lastTransitionTime } },
      })),
    };
    const [, namespace = ''] = this.selector;
    const patch = JSON.stringify({ status });
    // The pod may be gone by now.
    await kubectl(
      'patch',
      'pod',
      metadata.name,
      '-n',
      namespace,
      '--subresource=status',
      '--type=merge',
      '-p',
      patch,
    ).catch(() => undefined);
  }
}

function isReady({ status }: Pod): boolean {
  return (
    status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false
  );
}

function isBroken({ spec }: Pod): boolean {
  return spec.containers.some(({ image }) => image.endsWith(':broken'));
}
