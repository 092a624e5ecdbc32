import { setTimeout as wait } from 'node:timers/promises';
import { kubectl, kubectlJson } from '../../pipeline/cluster.ts';
import { apply } from '../platform/platform.ts';
import { ATTEMPT, bystander } from './prober.ts';

/** How long a new pod tries, from its first instruction on. */
const SECONDS = 8;

/** Tries all targets again and again from the first instruction on, and prints what it found, with the time of each. */
const PROBE = `${ATTEMPT}
  const targets = JSON.parse(process.argv[1]);
  const tries = [];
  const round = () => {
    const at = Math.round(performance.now());
    for (const [name, host, port] of targets)
      attempts.TCP(host, port).then((outcome) => tries.push({ name, at, isOpen: outcome === 'open' }));
  };
  round();
  const timer = setInterval(round, 50);
  setTimeout(() => {
    clearInterval(timer);
    setTimeout(() => { console.log(JSON.stringify(tries)); setInterval(() => 0, 1e6); }, 2000);
  }, ${SECONDS * 1000});`;

interface Try {
  readonly name: string;
  /** Milliseconds since the process began. */
  readonly at: number;
  readonly isOpen: boolean;
}

/** What a pod found in its first seconds. */
export interface Newcomer {
  readonly name: string;
  readonly tries: number;
  /** Permitted targets that did not open at all. */
  readonly neverOpen: readonly string[];
  /** Last moment at which something was still closed that is permitted, in milliseconds since the first instruction. */
  readonly openedAfterMs: number;
  /** Last moment at which something was still open that is not permitted; 0 if nothing was. */
  readonly closedAfterMs: number;
}

/** Whose labels new pods bear, where, and what of the targets is permitted to them. By hand. */
const KINDS = [
  {
    name: 'backup',
    namespace: 'playcode',
    labels: { 'app.kubernetes.io/name': 'mongodb-backup' },
    may: ['mongodb'],
  },
  { name: 'unlabelled', namespace: 'playcode', labels: {}, may: [] },
  {
    name: 'grafana',
    namespace: 'monitoring',
    labels: { 'app.kubernetes.io/name': 'grafana' },
    may: ['prometheus', 'loki'],
  },
] as const;

/** Ports that somebody listens on, by the names of the pods' Services. */
const TARGETS = {
  mongodb: ['playcode', 27017],
  redis: ['playcode', 6379],
  'mongodb-exporter': ['playcode', 9216],
  prometheus: ['monitoring', 9090],
  loki: ['monitoring', 3100],
} as const;

async function addressOf(name: string, namespace: string): Promise<string> {
  const { items } = await kubectlJson<{ items: { status: { podIP: string } }[] }>(
    ...['get', 'pods', '-n', namespace, '-l', `app.kubernetes.io/name=${name}`],
  );
  return items[0]!.status.podIP;
}

/** Starts new pods and lets them try what they can reach from their first instruction on. */
export async function newcomers(): Promise<readonly Newcomer[]> {
  const targets = await Promise.all(
    Object.entries(TARGETS).map(async ([name, [namespace, port]]) => [
      name,
      await addressOf(name, namespace),
      port,
    ]),
  );
  const command = ['node', '-e', PROBE, JSON.stringify(targets)];
  const pods = KINDS.map(({ name, namespace, labels }) =>
    bystander(`new-${name}`, namespace, labels, command),
  );
  try {
    await apply(pods);
    return await Promise.all(KINDS.map((kind) => findings(kind)));
  } finally {
    for (const { name, namespace } of KINDS)
      await kubectl('delete', 'pod', `new-${name}`, '-n', namespace, '--ignore-not-found', '--wait=false');
  }
}

async function findings({ name, namespace, may }: (typeof KINDS)[number]): Promise<Newcomer> {
  const tries = await printed(`new-${name}`, namespace);
  const isPermitted = (one: Try) => (may as readonly string[]).includes(one.name);
  const last = (some: readonly Try[]) => Math.max(0, ...some.map(({ at }) => at));
  return {
    name,
    tries: tries.length,
    neverOpen: may.filter((target) => !tries.some((one) => one.name === target && one.isOpen)),
    openedAfterMs: last(tries.filter((one) => isPermitted(one) && !one.isOpen)),
    closedAfterMs: last(tries.filter((one) => !isPermitted(one) && one.isOpen)),
  };
}

async function printed(pod: string, namespace: string): Promise<readonly Try[]> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const log = await kubectl('logs', pod, '-n', namespace).catch(() => '');
    // A line as long as this one is written in several pieces.
    if (log.trimEnd().endsWith(']')) return JSON.parse(log) as readonly Try[];
    if (Date.now() > deadline) throw new Error(`${namespace}/${pod} has printed nothing after 60 s`);
    await wait(500);
  }
}
