import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findPart } from '../../test/parts.ts';
import { MONGODB } from '../../test/service/store/mongo-server.ts';
import type { Contender, Setup } from './beside/contender.ts';
import { limitOf } from './beside/limit.ts';
import { type Figures, measure, type Workload } from './beside/measure.ts';
import { Colyseus, Floor, PEERS, SocketIo } from './beside/peers.ts';
import { Playcode } from './beside/playcode.ts';
import { limitLine, stepLine, tableOf } from './beside/table.ts';
import { CommandLine } from './command-line.ts';

/** A player waits for nothing longer than this: a process that is later has too many sockets. */
const LATE_MS = 50;

const GROWING = { size: 'small', warmUpMs: 20_000, untilLateMs: LATE_MS } as const;

/** Each a quarter more than the one before. The service lets no more than 600 rooms be opened in a minute. */
const UNTIL_LATE = [200, 250, 310, 390, 490, 610, 760, 950, 1190, 1490].map((rooms) => ({
  rooms,
  players: 8,
}));

/**
 * The two workloads that are compared, how each of them grows, and until when: in two processes, which share two cores
 * with the players and Redis, and in one that has a core to itself. Processes serve for days, and after a minute they still
 * compile what runs often; a match lasts three, so where there are many steps the first has to come sooner.
 */
const WORKLOADS: Readonly<Record<string, Workload>> = {
  room: { name: 'room', size: 'huge', processes: 2, warmUpMs: 90_000, steps: [{ rooms: 1, players: 200 }] },
  rooms: { name: 'rooms', size: 'small', processes: 2, warmUpMs: 90_000, steps: [{ rooms: 50, players: 8 }] },
  crowds: {
    name: 'crowds',
    size: 'huge',
    processes: 2,
    warmUpMs: 20_000,
    steps: [25, 50, 100, 200].map((players) => ({ rooms: 1, players })),
  },
  fleets: {
    name: 'fleets',
    ...GROWING,
    processes: 2,
    steps: [12, 25, 50, 100, 150, 200, 250, 300].map((rooms) => ({ rooms, players: 8 })),
  },
  limits: { name: 'limits', ...GROWING, processes: 2, steps: UNTIL_LATE },
  'limits-of-one': { name: 'limits-of-one', ...GROWING, processes: 1, steps: UNTIL_LATE },
};

const CONTENDERS = ['playcode', 'floor', 'colyseus', 'socket.io'];

const commandLine = new CommandLine(
  'npm run bench -- [--seconds N] [--workloads workload,…] [--only contender,…]',
  {
    seconds: '15',
    workloads: 'room,rooms',
    only: CONTENDERS.join(','),
  },
);
const { values } = commandLine;

const seconds = Number(values.seconds);
if (!(seconds > 0 && seconds <= 60))
  commandLine.refuse(`--seconds: found ${values.seconds}, expected 1 to 60`);
const workloads = values.workloads
  .split(',')
  .map(
    (name) =>
      WORKLOADS[name] ??
      commandLine.refuse(`--workloads: found ${name}, expected some of ${Object.keys(WORKLOADS)}`),
  );
const contenders = values.only.split(',');
for (const name of contenders)
  if (!CONTENDERS.includes(name)) commandLine.refuse(`--only: found ${name}, expected some of ${CONTENDERS}`);

const redis =
  findPart('redis-server', 'REDIS_SERVER') ??
  commandLine.refuse('redis-server is not on PATH: run .ci/install, or name it by REDIS_SERVER');
if (MONGODB === undefined)
  commandLine.refuse(
    'neither mongod nor secantusd-py is on PATH: run .ci/install, or name a MongoDB by MONGODB_URI',
  );
// All contenders run on what the image ships; Colyseus 0.18 would not start on Node 20.
const node = findPart('node24', 'NODE24') ?? process.execPath;
if (!existsSync(join(PEERS, 'node_modules'))) installPeers();

let frames: readonly Uint8Array[] = [];
let running: Contender | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, abandon);
process.once('uncaughtException', (error) => {
  console.error(error);
  abandon();
});

const all: Figures[] = [];
for (const workload of workloads) {
  const figures: Figures[] = [];
  for (const name of contenders) figures.push(...(await run(name, workload)));
  all.push(...figures);
  console.log(JSON.stringify({ workload: workload.name, seconds, contenders: figures }));
  if (workload.untilLateMs !== undefined)
    for (const name of contenders) console.log(limitLine(limitOf(of(name, figures), LATE_MS), workload));
}
console.log(tableOf(all));
process.exit(0);

async function run(name: string, workload: Workload): Promise<readonly Figures[]> {
  const contender = await start(name, { node, processes: workload.processes });
  running = contender;
  try {
    const ours = contender instanceof Playcode ? contender : null;
    const figures = await measure(contender, workload, seconds, {
      onBegin: () => ours?.frames.splice(0),
      // As it goes: what is broken off has not been in vain.
      onStep: (step) => console.error(`${name}: ${stepLine(step, workload)}`),
    });
    // The floor sends what was sent to one room of the same workload.
    if (ours !== null) frames = ours.frames.slice(0, seconds * 6);
    return figures;
  } finally {
    running = undefined;
    await contender.stop();
  }
}

async function start(name: string, setup: Setup): Promise<Contender> {
  switch (name) {
    case 'playcode':
      return Playcode.start(setup, redis);
    case 'colyseus':
      return Colyseus.start(setup);
    case 'socket.io':
      return SocketIo.start(setup, redis);
    default:
      if (frames.length === 0) commandLine.refuse('--only: the floor sends what playcode sent before it');
      return Floor.start(setup, frames);
  }
}

function of(name: string, figures: readonly Figures[]): readonly Figures[] {
  return figures.filter(({ contender }) => contender === name);
}

function installPeers(): void {
  console.error('installing the peers');
  // Those peers that ask for more than this Node run on the one above.
  const options = ['--ignore-scripts', '--no-audit', '--workspaces=false', '--engine-strict=false'];
  execFileSync('npm', ['ci', ...options], { cwd: PEERS, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Ends a run that broke off, and the servers that it had started. */
function abandon(): void {
  void (running?.stop() ?? Promise.resolve()).finally(() => process.exit(1));
}
