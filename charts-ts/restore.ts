import { spawnSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { App, Chart } from 'cdk8s';
import { environmentOf } from '../lib/environment.ts';
import { BACKUP_PREFIX, NAMESPACES, WORKLOADS } from '../lib/names.ts';
import { CHART_LABELS } from './constructs/labels.ts';
import { RestoreJob, type RestoreJobProps } from './constructs/restore-job.ts';
import { imageOverrides, imagesOf } from './images.ts';

const USAGE = `Usage:
  npm run restore -- --list             lists the backups
  npm run restore -- --at <backup>      restores one into the live database, in the place of what is there
  npm run restore -- --render ...       prints the Job and runs nothing
Runs a Job in the cluster of the current kubectl context; PLATFORM_ENVIRONMENT names its environment (production).`;

const NAMESPACE = `--namespace=${NAMESPACES.app}`;
const LONGEST_MS = 3_600_000;
const POLL_MS = 2000;

/** How long the API server may be away while the Job goes on without us. */
const PATIENCE_MS = 300_000;

/** Answers that do not change by asking again. */
const FINAL = /\(NotFound\)|\(Forbidden\)/;

/** What the command line asks for. @throws Error that says what to do */
function asked(): { readonly what: RestoreJobProps['what']; readonly render: boolean } {
  const { values } = parseArgs({
    options: { list: { type: 'boolean' }, at: { type: 'string' }, render: { type: 'boolean' } },
  });
  const render = values.render ?? false;
  if (values.list && values.at === undefined) return { what: 'list', render };
  if (values.at === undefined || values.list) throw new Error(`Expected --list or --at <backup>.\n${USAGE}`);
  if (!values.at.startsWith(BACKUP_PREFIX)) {
    throw new Error(`--at is "${values.at}", expected a backup as --list prints it, "${BACKUP_PREFIX}…".`);
  }
  return { what: { key: values.at }, render };
}

/** Runs kubectl and returns what it prints. @throws Error with its own complaint */
function kubectl(args: readonly string[], input = ''): string {
  const { status, error, stdout, stderr } = spawnSync('kubectl', args, { input, encoding: 'utf8' });
  if (error) throw new Error(`kubectl could not be run (${error.message}): install it, or use --render.`);
  if (status !== 0) throw new Error(`kubectl ${args[0]} ended with ${status}: ${stderr.trim()}`);
  return stdout;
}

/** The image that the app runs with now: a Job of the same release. */
function liveImage(): string {
  const path = 'jsonpath={.spec.template.spec.containers[0].image}';
  return kubectl(['get', 'deployment', WORKLOADS.app, NAMESPACE, '--output', path]).trim();
}

/** Asks again where kubectl gets no answer. @throws Error with its last complaint, and what is known of the Job */
async function answer(job: string, args: readonly string[]): Promise<string> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return kubectl(args);
    } catch (error) {
      if (FINAL.test(String(error)) || Date.now() > deadline) {
        throw new Error(
          `${error instanceof Error ? error.message : error}\nJob ${job} is not ended by that: see how it goes before you start another.`,
        );
      }
      await setTimeout(POLL_MS);
    }
  }
}

/** Waits until a Job has ended, prints its log, and fails if it did. */
async function follow(job: string): Promise<void> {
  const deadline = Date.now() + LONGEST_MS;
  const path = 'jsonpath={.status.succeeded}/{.status.failed}';
  for (;;) {
    const state = await answer(job, ['get', 'job', job, NAMESPACE, '--output', path]);
    const [succeeded, failed] = state.trim().split('/');
    if (succeeded || failed) {
      process.stdout.write(await answer(job, ['logs', `job/${job}`, NAMESPACE, '--all-containers']));
      if (failed) throw new Error(`Job ${job} failed: its log is above.`);
      return;
    }
    if (Date.now() > deadline) throw new Error(`Job ${job} did not end within an hour: look at its pod.`);
    await setTimeout(POLL_MS);
  }
}

async function main(): Promise<void> {
  const { what, render } = asked();
  const overrides = imageOverrides(process.env);
  const environment = environmentOf(process.env);
  const images = imagesOf(
    environment,
    render || overrides.app ? overrides : { ...overrides, app: liveImage() },
  );
  const name = `${WORKLOADS.restore}-${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}`;
  const app = new App();
  const chart = new Chart(app, 'restore', {
    namespace: NAMESPACES.app,
    disableResourceNameHashes: true,
    labels: CHART_LABELS,
  });
  new RestoreJob(chart, 'job', { environment, images, name, what });
  if (render) {
    process.stdout.write(app.synthYaml());
    return;
  }
  kubectl(['apply', '--server-side', '--field-manager=restore', '--filename=-'], app.synthYaml());
  await follow(name);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
