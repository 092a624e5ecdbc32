import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The cluster that tests may use as they like: never the one of one's ordinary configuration. */
const KUBECONFIG = process.env.CLUSTER_KUBECONFIG;
const KUBECTL = process.env.CLUSTER_KUBECTL ?? 'kubectl';

/** What a program printed, and how it ended; a signal counts as status 128. */
export interface Outcome {
  readonly status: number;
  readonly output: string;
}

/** Runs a program to its end. */
export function run(
  command: string,
  args: readonly string[],
  variables: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  if (!KUBECONFIG) {
    throw new Error(
      'CLUSTER_KUBECONFIG is not set: name the configuration of a throw-away cluster (kind, k3d), and CLUSTER_KUBECTL if its kubectl is not the one on PATH.',
    );
  }
  const child = spawn(command, args, {
    env: { ...process.env, KUBECONFIG, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ status: code ?? 128, output }));
  });
}

/** Runs kubectl and returns what it prints. @throws Error with its message if it fails */
export async function kubectl(...args: readonly string[]): Promise<string> {
  const { status, output } = await run(KUBECTL, args);
  if (status !== 0) throw new Error(`kubectl ${args.join(' ')}: ${output}`);
  return output;
}

/** A kubectl that runs, to be talked to. */
export function conversation(...args: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn(KUBECTL, args, { env: { ...process.env, KUBECONFIG } });
}

/** What kubectl prints as JSON. */
export async function kubectlJson<T>(...args: readonly string[]): Promise<T> {
  return JSON.parse(await kubectl(...args, '--output', 'json')) as T;
}

/** Runs a command in a pod's first container and returns what it prints. @param pod Its name, or `deployment/name` */
export function inPod(namespace: string, pod: string, ...command: readonly string[]): Promise<string> {
  return kubectl('exec', '--quiet', '-n', namespace, pod, '--', ...command);
}

/** Takes namespaces away with all that is in them; their pods at once, for nothing is wanted of them any more. */
export async function removeNamespaces(...namespaces: readonly string[]): Promise<void> {
  const owners = 'deployments,replicasets,statefulsets,daemonsets,cronjobs,jobs';
  await Promise.all(
    namespaces.map(async (namespace) => {
      const all = ['--all', '-n', namespace, '--ignore-not-found'];
      await kubectl('delete', owners, ...all, '--cascade=orphan');
      await kubectl('delete', 'pods', ...all, '--force', '--grace-period=0');
    }),
  );
  await kubectl('delete', 'namespace', ...namespaces, '--ignore-not-found', '--wait');
}

/**
 * A kubectl with the rights of the pipeline and no others, as the deploy role's access entry gives them.
 * @param diesAfter Words of a command after which it kills whoever called it, as a runner that goes away does.
 * @default it kills nobody
 * @returns Path of the program.
 */
export function pipelineKubectl(folder: string, diesAfter = ''): string {
  const file = join(folder, `kubectl-${diesAfter.replaceAll(/\W+/g, '-')}`);
  const death = diesAfter === '' ? '' : `if [[ "$*" == *'${diesAfter}'* ]]; then kill -KILL $PPID; fi\n`;
  const script = `#!/usr/bin/env bash\n'${KUBECTL}' --as deploy --as-group playcode:deployers "$@" || exit\n${death}`;
  writeFileSync(file, script, { mode: 0o755 });
  return file;
}
