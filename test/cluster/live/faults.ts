import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { inPod, kubectl, kubectlJson, run } from '../../pipeline/cluster.ts';
import { appImage, RELEASES } from '../images/recipes.ts';
import { apply, type Platform } from '../platform/platform.ts';
import { changePasswords } from './passwords.ts';

/** How long rooms may take to have an owner among the pods that stay. */
const OWNED_MS = 90_000;

const APP = ['-n', 'playcode', '-l', 'app.kubernetes.io/name=playcode-app'];

interface Pod {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  readonly status: {
    readonly containerStatuses?: readonly {
      readonly containerID: string;
      readonly ready: boolean;
      readonly restartCount: number;
    }[];
  };
}

/** A pod from which the processes of its node can be ended; what a crash needs nobody has inside of the container. */
const REAPER = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'reaper', namespace: 'faults' },
  spec: {
    hostPID: true,
    terminationGracePeriodSeconds: 1,
    containers: [
      {
        name: 'reaper',
        image: appImage(RELEASES.first),
        imagePullPolicy: 'IfNotPresent',
        command: ['sleep', '86400'],
        securityContext: { privileged: true },
      },
    ],
  },
};

async function allPods(): Promise<readonly Pod[]> {
  return (await kubectlJson<{ items: Pod[] }>('get', 'pods', ...APP)).items;
}

/** The pods that stay; rooms may still run in others. */
async function appPods(): Promise<readonly Pod[]> {
  return (await allPods()).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

async function isServing(): Promise<void> {
  await kubectl('rollout', 'status', 'deployment/playcode-app', '-n', 'playcode', '--timeout=240s');
}

/** Waits until pods that are leaving have left, and with them the last of their rooms. */
export async function areGone(): Promise<void> {
  const leaving = (await allPods()).filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
  const names = leaving.map(({ metadata }) => `pod/${metadata.name}`);
  if (names.length > 0) await kubectl('wait', '--for=delete', ...names, '-n', 'playcode', '--timeout=120s');
}

/** Does something that replaces every pod of the app, and waits until the last old one is gone. */
async function replacePods(replace: () => Promise<unknown>): Promise<void> {
  const old = (await appPods()).map(({ metadata }) => `pod/${metadata.name}`);
  await replace();
  await isServing();
  await kubectl('wait', '--for=delete', ...old, '-n', 'playcode', '--timeout=120s');
}

/** Asks for a pod to be evicted, as the drain of a node does. @returns what kubectl says */
async function evict({ metadata }: Pod): Promise<string> {
  const { name } = metadata;
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: 'playcode' } };
  const folder = mkdtempSync(join(tmpdir(), 'playcode-evict-'));
  try {
    const file = join(folder, 'eviction.json');
    writeFileSync(file, JSON.stringify(eviction));
    const path = `/api/v1/namespaces/playcode/pods/${name}/eviction`;
    return await kubectl('create', '--raw', path, '-f', file).catch(String);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function replaceDatabase(name: 'redis' | 'mongodb'): Promise<void> {
  await kubectl('delete', 'pod', `${name}-0`, '-n', 'playcode', '--wait');
  await kubectl('rollout', 'status', `statefulset/${name}`, '-n', 'playcode', '--timeout=120s');
}

/** Rolls a release out as the pipeline does. @throws Error if it does not end as expected */
async function deploy(release: string, live: Platform, ends: RegExp, smoke = 'true'): Promise<void> {
  const variables = { KUBECTL: live.pipeline, READY_SECONDS: '5', SMOKE: smoke };
  const { output } = await run('scripts/deploy.sh', [appImage(release), live.manifests], variables);
  if (!ends.test(output)) throw new Error(`deploy.sh ${release}: expected ${ends}, found ${output}`);
}

/**
 * The pod that runs most rooms, of those that stay. One that was deleted by force is gone from what Kubernetes tells, but may
 * still run for some seconds, and all rooms with it.
 */
async function busiestPod(): Promise<Pod> {
  const until = Date.now() + OWNED_MS;
  while (Date.now() < until) {
    const pod = await owner();
    if (pod !== undefined) return pod;
    await wait(500);
  }
  throw new Error(`no pod of the app runs a room after ${OWNED_MS} ms`);
}

/** The pod that said last of most rooms that it runs them, if any did. */
async function owner(): Promise<Pod | undefined> {
  const owners = new Map<string, { readonly time: string; readonly pod: Pod }>();
  for (const pod of await appPods()) {
    const log = await kubectl('logs', pod.metadata.name, '-n', 'playcode', '-c', 'playcode-app');
    for (const [line] of log.matchAll(/^.*"room runs here".*$/gm)) {
      const { time, room } = JSON.parse(line) as { readonly time: string; readonly room: string };
      if (time > (owners.get(room)?.time ?? '')) owners.set(room, { time, pod });
    }
  }
  const pods = [...owners.values()].map(({ pod }) => pod);
  const roomsOf = (pod: Pod) => pods.filter((one) => one === pod).length;
  return pods.sort((a, b) => roomsOf(b) - roomsOf(a))[0];
}

/** What happens to a cluster, by name; each returns once everything serves again. */
export const FAULTS: Readonly<Record<string, (live: Platform) => Promise<void>>> = {
  'a rollout restart': () =>
    replacePods(() => kubectl('rollout', 'restart', 'deployment/playcode-app', '-n', 'playcode')),
  'a release by deploy.sh': (live) =>
    replacePods(() => deploy(RELEASES.second, live, /deploy: done: .*:second$/m)),
  'a release that never gets ready, undone': (live) =>
    deploy(RELEASES.broken, live, /undone, revision \d+ serves again/),
  'a release whose smoke test fails, undone': (live) =>
    replacePods(() =>
      deploy(
        RELEASES.first,
        live,
        /smoke test of the live site failed; undone, revision \d+ serves again/,
        'false',
      ),
    ),
  'an eviction, a second one refused': async () => {
    const [first, second] = await appPods();
    const answers = [await evict(first!), await evict(second!)];
    if (!answers[0]!.includes('"Success"') || !answers[1]!.includes('disruption budget')) {
      throw new Error(`evictions: expected one and a refusal, found ${answers.join(' ')}`);
    }
    await kubectl('wait', '--for=delete', `pod/${first!.metadata.name}`, '-n', 'playcode', '--timeout=120s');
    await isServing();
  },
  'the loss of an owner, deleted by force': async () => {
    const { metadata } = await busiestPod();
    await kubectl('delete', 'pod', metadata.name, '-n', 'playcode', '--force', '--grace-period=0');
    await isServing();
    await busiestPod();
  },
  'the crash of an owner': async () => {
    await apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'faults' } }, REAPER]);
    await kubectl('wait', '--for=condition=Ready', 'pod/reaper', '-n', 'faults', '--timeout=60s');
    const { metadata, status } = await busiestPod();
    const [container] = status.containerStatuses ?? [];
    const id = container!.containerID.split('//')[1]!;
    const kill = `for process in $(grep -l ${id} /proc/[0-9]*/cgroup); do kill -9 $(echo $process | cut -d/ -f3); done`;
    await inPod('faults', 'reaper', 'sh', '-c', kill);
    const restarts = ['{.status.containerStatuses[0].restartCount}', container!.restartCount + 1].join('=');
    const pod = ['pod', metadata.name, '-n', 'playcode', '--timeout=60s'];
    await kubectl('wait', `--for=jsonpath=${restarts}`, ...pod);
    await kubectl('wait', '--for=condition=Ready', ...pod);
    await kubectl('delete', 'namespace', 'faults', '--wait=false');
  },
  'new passwords of the databases': () =>
    changePasswords(() =>
      replacePods(() => {
        const clients = ['playcode-app', 'redis-exporter', 'mongodb-exporter'];
        return kubectl(
          'rollout',
          'restart',
          '-n',
          'playcode',
          ...clients.map((name) => `deployment/${name}`),
        );
      }),
    ),
  "the loss of Redis' pod": () => replaceDatabase('redis'),
  "the loss of MongoDB's pod": () => replaceDatabase('mongodb'),
};
