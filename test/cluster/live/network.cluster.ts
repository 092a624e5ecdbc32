import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPEN_FLOWS } from '../../charts-ts/network/open-flows.ts';
import { CLOSED } from '../../charts-ts/network/parties.ts';
import { type Policy, permits } from '../../charts-ts/network/policy.ts';
import { kubectl, kubectlJson } from '../../pipeline/cluster.ts';
import { clusterEnvironment } from '../platform/overrides.ts';
import { everythingReady, type Platform, platform } from '../platform/platform.ts';
import { note } from '../record.ts';
import { newcomers } from './newcomer.ts';
import { addBystanders, bystander, equip, type LiveParty, type Port, reachable } from './prober.ts';

/** A port that nobody is permitted, and on which every prober listens. */
const SENTINEL = 4444;

/** How long after its first instruction a pod's policies must bind at the latest. */
const BOUND_MS = 3_000;

/** What is tried by UDP. */
const UDP_PORTS = [53, SENTINEL];

const app = (name: string) => ({ 'app.kubernetes.io/name': name });

/** Pods that stand in no chart: those of Jobs, one without labels everywhere, and some that borrow labels elsewhere. */
const BYSTANDERS = [
  ...['mongodb-backup', 'restore-drill', 'mongodb-restore'].map((name) =>
    bystander(name, 'playcode', app(name)),
  ),
  ...CLOSED.map((namespace) => bystander(`unlabelled-in-${namespace}`, namespace, {})),
  bystander('stranger', 'elsewhere', {}),
  ...['playcode-app', 'mongodb', 'prometheus'].map((name) =>
    bystander(`impostor-of-${name}`, 'elsewhere', app(name)),
  ),
];

/**
 * Open beyond the table where ranges of addresses mean pods, too (so here, and on the VPC CNI): who may go outside may
 * visit the site, and pods of namespaces that are not closed are outside.
 */
const BY_RANGE = [
  ...['mongodb-backup', 'mongodb-restore', 'playcode-app', 'restore-drill'].flatMap((name) => [
    `${name} > ingress-controller TCP/443`,
    `${name} > kube-dns TCP/443`,
  ]),
  'playcode-app > kube-dns TCP/587',
  'alertmanager > kube-dns TCP/587',
  'prometheus > kube-dns TCP/9100',
  'prometheus > kube-dns TCP/10250',
];

const over =
  (protocol: Port['protocol']) =>
  (port: number): Port => ({ protocol, port });

let live: Platform;
let policies: readonly Policy[];
let ports: readonly Port[];
let apiServer: LiveParty;

beforeAll(async () => {
  live = await platform();
  const environment = await clusterEnvironment();
  apiServer = { name: 'api-server', address: environment.apiServer.cidr.split('/')[0]! };
  const named = OPEN_FLOWS.filter((flow) => flow.includes(' TCP/')).map((flow) => Number(flow.split('/')[1]));
  ports = [
    ...[...new Set([...named, environment.apiServer.port, SENTINEL])].map(over('TCP')),
    ...UDP_PORTS.map(over('UDP')),
  ];
  policies = (await kubectlJson<{ items: Policy[] }>('get', 'networkpolicies', '--all-namespaces')).items;
  await addBystanders(BYSTANDERS);
}, 900_000);

afterAll(async () => {
  await kubectl('delete', 'namespace', 'elsewhere', '--ignore-not-found', '--wait=false');
  for (const { metadata } of BYSTANDERS.filter((pod) => pod.metadata.namespace !== 'elsewhere')) {
    await kubectl(
      'delete',
      'pod',
      metadata.name,
      '-n',
      metadata.namespace!,
      '--ignore-not-found',
      '--wait=false',
    );
  }
  live?.remove();
});

interface Cell extends Port {
  readonly from: LiveParty;
  readonly to: LiveParty;
}

function titleOf({ from, to, protocol, port }: Cell): string {
  return `${from.name} > ${to.name} ${protocol}/${port}`;
}

/** Everybody's attempts to reach everybody, held against the oracle and against the table that was written by hand. */
async function expectTheTable(when: string): Promise<void> {
  const pods = await equip([...CLOSED, 'elsewhere', 'kube-system', 'aws'], ports);
  const parties = [...pods, apiServer];
  const found = await reachable(parties, ports);

  const cells: readonly Cell[] = pods.flatMap((from) =>
    parties
      .filter((to) => to.address !== from.address)
      .flatMap((to) => ports.map(({ protocol, port }) => ({ from, to, port, protocol }))),
  );
  const says = (cell: Cell) =>
    (['Egress', 'Ingress'] as const).every((direction) =>
      permits(direction, policies, { rangesMatchPods: true }, cell),
    );
  const listens = new Set([...found].map((one) => one.split(' > ')[1]));
  const disagreements = cells
    .filter((cell) => {
      const target = `${cell.to.address} ${cell.protocol}/${cell.port}`;
      const isOpen = found.has(`${cell.from.podName} > ${target}`);
      // What nobody listens on cannot be seen to be open.
      return isOpen !== says(cell) && (isOpen || listens.has(target));
    })
    .map(titleOf);
  expect(disagreements).toEqual([]);

  const known = new Set(OPEN_FLOWS.flatMap((flow) => flow.split(/ > | /).slice(0, 2)));
  const ours = cells
    .filter(
      ({ from, to }) => from.name !== 'kube-dns' && known.has(from.name) && to.pod && known.has(to.name),
    )
    .filter(({ from, to, protocol, port }) =>
      found.has(`${from.podName} > ${to.address} ${protocol}/${port}`),
    )
    .map(titleOf);
  const inCluster = new Set(pods.map(({ name }) => name));
  const table = [...OPEN_FLOWS, ...BY_RANGE].filter((flow) => {
    const [from, to] = flow.split(/ > | /) as [string, string];
    return inCluster.has(from) && inCluster.has(to);
  });
  expect([...new Set(ours)].sort()).toEqual([...table].sort());
  note('network', {
    [when]: {
      pods: pods.length,
      ports: ports.length,
      probed: cells.length,
      open: found.size,
      closed: cells.length - found.size,
    },
  });
}

describe('zero trust, live', () => {
  it('opens from every pod to every other exactly what the table says', () => expectTheTable('before'));

  it('binds a new pod within a moment of its first instruction', async () => {
    const found = await newcomers();
    note('network', { newcomers: found });
    for (const { name, neverOpen, openedAfterMs, closedAfterMs } of found) {
      // What is permitted must open, and what is not must close and stay closed.
      expect(neverOpen, name).toEqual([]);
      expect(openedAfterMs, name).toBeLessThan(BOUND_MS);
      expect(closedAfterMs, name).toBeLessThan(BOUND_MS);
    }
  });

  it('and still does after a rolling update', async () => {
    await kubectl('rollout', 'restart', 'deployment/playcode-app', '-n', 'playcode');
    await everythingReady();
    await expectTheTable('after');
  }, 600_000);
});
