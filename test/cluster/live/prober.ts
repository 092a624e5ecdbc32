import type { Manifest } from '../../../charts-ts/index.ts';
import type { Party, Protocol } from '../../charts-ts/network/policy.ts';
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

/** A port of a protocol, on which is listened and tried. */
export interface Port {
  readonly protocol: Protocol;
  readonly port: number;
}

/** Listens on every port that is free and that its user may have; what comes by UDP goes back. */
const LISTEN = `
  process.on('SIGTERM', () => process.exit(0));
  const { createServer } = require('node:net');
  const { createSocket } = require('node:dgram');
  const ignore = () => 0;
  const listen = {
    TCP: (port) =>
      createServer((socket) => socket.on('error', ignore).end()).on('error', ignore).listen(port, '0.0.0.0'),
    UDP: (port) => {
      const socket = createSocket('udp4').on('error', ignore).bind(port, '0.0.0.0');
      socket.on('message', (message, from) => socket.send(message, from.port, from.address));
    },
  };
  for (const { protocol, port } of JSON.parse(process.argv[1])) listen[protocol](port);
  setInterval(() => 0, 1e6);`;

/** Asks for the root's name servers: what a DNS server answers, and others send back. */
const DNS_QUESTION = '000101000001000000000000' + '00' + '00020001';

/** Tells of a host's port whether it is open, refused or silent. */
export const ATTEMPT = `
  const { connect } = require('node:net');
  const { createSocket } = require('node:dgram');
  const attempts = {
    TCP: (host, port) => new Promise((resolve) => {
      const socket = connect({ host, port });
      const end = (outcome) => { socket.destroy(); resolve(outcome); };
      socket.setTimeout(1500, () => end('silent'));
      socket.on('connect', () => end('open')).on('error', () => end('refused'));
    }),
    UDP: (host, port) => new Promise((resolve) => {
      const socket = createSocket('udp4');
      const end = (outcome) => { clearTimeout(patience); socket.close(); resolve(outcome); };
      const patience = setTimeout(() => end('silent'), 1500);
      socket.on('message', () => end('open')).on('error', () => end('refused'));
      socket.connect(port, host, () => socket.send(Buffer.from('${DNS_QUESTION}', 'hex'), () => 0));
    }),
  };`;

/** Tries all ports of all hosts at once, and those that are silent once more: a busy machine is not a closed port. */
const PROBE = `${ATTEMPT}
  const { hosts, ports } = JSON.parse(process.argv[1]);
  const attempt = ([host, { protocol, port }]) => attempts[protocol](host, port);
  const round = async (cells) => {
    const outcomes = await Promise.all(cells.map(attempt));
    return (wanted) => cells.filter((_, index) => outcomes[index] === wanted);
  };
  (async () => {
    const first = await round(hosts.flatMap((host) => ports.map((port) => [host, port])));
    const second = await round(first('silent'));
    const open = [...first('open'), ...second('open')];
    console.log(JSON.stringify(open.map(([host, { protocol, port }]) => host + ' ' + protocol + '/' + port)));
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

/** A pod that takes part. @param command @default it does nothing else */
export function bystander(
  name: string,
  namespace: string,
  labels: Readonly<Record<string, string>>,
  command: readonly string[] = ['node', '-e', 'setInterval(() => 0, 1e6)'],
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
          command,
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
  ports: readonly Port[],
): Promise<readonly LiveParty[]> {
  const pods = (await Promise.all(namespaces.map(podsOf))).flat();
  await fourAtATime(pods, async (pod) => {
    if (!pod.spec.ephemeralContainers) await addProber(pod, ports);
  });
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
    // A Job's pod may end while it is asked.
    const isGoing = 'deletionTimestamp' in metadata || 'job-name' in (metadata.labels ?? {});
    return status.phase === 'Running' && !spec.hostNetwork && !isGoing;
  });
}

/** More at a time would not be quicker on two cores. */
async function fourAtATime<T>(all: readonly T[], act: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...all];
  const work = async () => {
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) await act(one);
  };
  await Promise.all([work(), work(), work(), work()]);
}

async function addProber({ metadata, spec }: Pod, ports: readonly Port[]): Promise<void> {
  const profile = spec.securityContext?.runAsNonRoot ? 'restricted' : 'general';
  await kubectl(
    ...['debug', `pod/${metadata.name}`, '-n', metadata.namespace!, '-c', CONTAINER, `--profile=${profile}`],
    ...[`--image=${appImage(RELEASES.first)}`, '--image-pull-policy=IfNotPresent', '--quiet'],
    ...['--', 'node', '-e', LISTEN, JSON.stringify(ports)],
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
  await fourAtATime(pods, async ({ metadata }) => {
    const pod = `pod/${metadata.name}`;
    await kubectl('wait', '--for=condition=Ready', pod, '-n', metadata.namespace!, '--timeout=120s');
  });
}

/** Which ports of which parties each pod can reach, as `pod > address protocol/port`. */
export async function reachable(
  parties: readonly LiveParty[],
  ports: readonly Port[],
): Promise<ReadonlySet<string>> {
  const hosts = [...new Set(parties.map(({ address }) => address))];
  const open = new Set<string>();
  const pods = parties.filter(({ podName }) => podName !== undefined);
  await fourAtATime(pods, async (from) => {
    const question = JSON.stringify({ hosts: hosts.filter((host) => host !== from.address), ports });
    const where = [from.podName!, '-n', from.pod!.namespace, '-c', CONTAINER];
    const answer = await kubectl('exec', ...where, '--', 'node', '-e', PROBE, question);
    for (const cell of JSON.parse(answer) as string[]) open.add(`${from.podName} > ${cell}`);
  });
  return open;
}
