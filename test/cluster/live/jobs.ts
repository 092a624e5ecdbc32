import { expect } from 'vitest';
import type { Manifest } from '../../../charts-ts/index.ts';
import { kubectl, kubectlJson, run } from '../../pipeline/cluster.ts';

interface Outcome {
  readonly succeeded: boolean;
  readonly log: string;
}

/** Waits until a Job has ended. @returns whether it succeeded, and its pods' logs */
export async function ended(job: string): Promise<Outcome> {
  interface Job {
    readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
  }
  let type: string | undefined;
  await expect
    .poll(
      async () => {
        const { status } = await kubectlJson<Job>('get', 'job', job, '-n', 'playcode');
        type = status.conditions?.find((one) => /^(Complete|Failed)$/.test(one.type))?.type;
        return type;
      },
      { timeout: 180_000, interval: 1000 },
    )
    .toBeDefined();
  return { succeeded: type === 'Complete', log: await logOf(job) };
}

/** What all containers of a Job's pods have printed; one that never began has no log. */
async function logOf(job: string): Promise<string> {
  interface Pod extends Manifest {
    readonly spec: {
      readonly [kind in 'initContainers' | 'containers']: readonly { readonly name: string }[];
    };
  }
  const { items } = await kubectlJson<{ items: Pod[] }>(
    ...['get', 'pods', '-n', 'playcode', '-l', `job-name=${job}`],
  );
  const logs = items.flatMap(({ metadata, spec }) =>
    [...spec.initContainers, ...spec.containers].map(({ name }) =>
      kubectl('logs', metadata.name, '-n', 'playcode', '-c', name).catch(() => ''),
    ),
  );
  return (await Promise.all(logs)).join('');
}

/** Begins a Job of a CronJob now, as somebody with the pipeline's rights may. @returns its name */
export async function beginNow(cronJob: string, pipeline: string): Promise<string> {
  const job = `${cronJob}-${Date.now()}`;
  const create = ['create', 'job', job, '--from', `cronjob/${cronJob}`, '-n', 'playcode'];
  const { status, output } = await run(pipeline, create);
  expect(output).toContain(`job.batch/${job} created`);
  expect(status).toBe(0);
  return job;
}

/** The same, to its end. */
export async function runNow(cronJob: string, pipeline: string): Promise<Outcome> {
  return ended(await beginNow(cronJob, pipeline));
}
