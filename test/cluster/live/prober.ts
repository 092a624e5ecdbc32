import type { Manifest } from '../../../charts-ts/index.ts';
import type { Party } from '../../charts-ts/network/policy.ts';
import { kubectl, kubectlJson } from '../../pipeline/cluster.ts';
import { appImage, RELEASES } from '../images/recipes.ts';
import { apply } from '../platform/platform.ts';

/** A pod that takes part, or an address without one. */
export interface LiveParty extends Party {
  /** The pod's own name; several may be one party of the table. */
  readonly podName?: string;
}

/** Container that listens and probes, in the network of the pod that it is added to. */
const CONTAINER = 'prober';

/** Listens on every port that is free and that its user may have. */
const LISTEN = `
  process.on('SIGTERM', () => process.exit(0));
  const { createServer } = require('node:net');
  for (const port of process.argv[1].split(','))
    createServer((socket) => socket.on('error', () => 0).end()).on('error', () => 0).listen(Number(port), '0.0.0.0');
  setInterval(() => 0, 1e6);`;

/** Tries all ports of all hosts at once, and those that are silent once more: a busy machine is not a closed port. */
const PROBE = `
  const { connect } = require('node:net');
  const { hosts, ports } = JSON.parse(process.argv[1]);
  const attempt = ([host, port]) => new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (outcome) => { socket.destroy(); resolve(outcome); };
    socket.setTimeout(1500, () => end('silent'));
    socket.on('connect', () => end('open')).on('error', () => end('refused'));
  });
  const round = async (cells) => {
    const outcomes = await Promise.all(cells.map(attempt));
    return (wanted) => cells.filter((_, index) => outcomes[index] === wanted);
  };
  (async () => {
    const first = await round(hosts.flatMap((host) => ports.map((port) => [host, port])));
    const second = await round(first('silent'));
    console.log(JSON.stringify([...first('open'), ...second('open')].map((cell) => cell.join(' '))));
  })();`;

interface Pod extends Manifest {
  readonly spec: {
    readonly hostNetwork?: boolean;
    readonly securityContext?: { readonly runAsNonRoot?: boolean };
    readonly ephemeralContainers?: readonly { readonly name: string }[];
  };
  readonly status: {
    readonly phase: string;
    readonly podIP?: string;
    readonly ephemeralContainerStatuses?: readonly { readonly state: { readonly running?: object } }[];
  };
}

/** A pod that does nothing but take part. */
export function bystander(
  name: string,
  namespace: string,
  labels: Readonly<Record<string, string>>,
): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 1,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'idle',
          image: appImage(RELEASES.first),
          imagePullPolicy: 'IfNotPresent',
          command: ['node', '-e', 'setInterval(() => 0, 1e6)'],
          resources: { requests: { cpu: '10m', memory: '48Mi' }, limits: { cpu: '500m', memory: '128Mi' } },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
  };
}

/** Who is there: each running pod of some namespaces that has a network of its own, with a prober in it. */
export async function equip(
  namespaces: readonly string[],
  ports: readonly number[],
): Promise<readonly LiveParty[]> {
  const pods = (await Promise.all(namespaces.map(podsOf))).flat();
  for (const pod of pods) if (!pod.spec.ephemeralContainers) await addProber(pod, ports);
  const parties: LiveParty[] = [];
  for (const { metadata } of pods) {
    const pod = await running(metadata.name, metadata.namespace!);
    parties.push({
      name: partyOf(pod),
      podName: metadata.name,
      address: pod.status.podIP!,
      pod: { namespace: metadata.namespace!, labels: metadata.labels ?? {} },
    });
  }
  return parties;
}

async function podsOf(namespace: string): Promise<readonly Pod[]> {
  const { items } = await kubectlJson<{ items: Pod[] }>('get', 'pods', '-n', namespace);
  return items.filter(({ metadata, spec, status }) => {
    const isGoing = 'deletionTimestamp' in metadata;
    return status.phase === 'Running' && !spec.hostNetwork && !isGoing;
  });
}

async function addProber({ metadata, spec }: Pod, ports: readonly number[]): Promise<void> {
  const profile = spec.securityContext?.runAsNonRoot ? 'restricted' : 'general';
  await kubectl(
    ...['debug', `pod/${metadata.name}`, '-n', metadata.namespace!, '-c', CONTAINER, `--profile=${profile}`],
    ...[`--image=${appImage(RELEASES.first)}`, '--image-pull-policy=IfNotPresent', '--quiet'],
    ...['--', 'node', '-e', LISTEN, ports.join(',')],
  );
}

async function running(name: string, namespace: string): Promise<Pod> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const pod = await kubectlJson<Pod>('get', 'pod', name, '-n', namespace);
    if (pod.status.ephemeralContainerStatuses?.[0]?.state.running) return pod;
    if (Date.now() > deadline) throw new Error(`${namespace}/${name}: its prober does not run after 60 s`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Name of a pod in the table of flows. */
function partyOf({ metadata }: Pod): string {
  const labels = metadata.labels ?? {};
  if (labels['k8s-app'] === 'kube-dns') return 'kube-dns';
  const name = metadata.namespace === 'elsewhere' ? undefined : labels['app.kubernetes.io/name'];
  return name === 'ingress-nginx' ? 'ingress-controller' : (name ?? metadata.name);
}

/** Starts bystanders and waits until they run. */
export async function addBystanders(pods: readonly Manifest[]): Promise<void> {
  await apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'elsewhere' } }, ...pods]);
  for (const { metadata } of pods) {
    const pod = `pod/${metadata.name}`;
    await kubectl('wait', '--for=condition=Ready', pod, '-n', metadata.namespace!, '--timeout=120s');
  }
}

/** Which ports of which parties each pod can reach, as `pod > address port`. */
export async function reachable(
  parties: readonly LiveParty[],
  ports: readonly number[],
): Promise<ReadonlySet<string>> {
  const hosts = [...new Set(parties.map(({ address }) => address))];
  const open = new Set<string>();
  const waiting = parties.filter(({ podName }) => podName !== undefined);
  const work = async () => {
    for (let from = waiting.pop(); from; from = waiting.pop()) {
      const own = from.address;
      const question = JSON.stringify({ hosts: hosts.filter((host) => host !== own), ports });
      const where = [from.podName!, '-n', from.pod!.namespace, '-c', CONTAINER];
      const answer = await kubectl('exec', ...where, '--', 'node', '-e', PROBE, question);
      for (const cell of JSON.parse(answer) as string[]) open.add(`${from.podName} > ${cell}`);
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  return open;
}
