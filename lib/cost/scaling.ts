import { MATCH_DAYS } from '../names.ts';
import { PRICES } from './prices.ts';
import { type Asked, KEEPING, type Keeping, type Left, MEASURED, type Point } from './scaling-measured.ts';

/** Ticks of a room in a second: one each 150 ms. */
const TICKS_PER_SECOND = 1000 / 150;

/** Part of a core that a pod, or a Redis, is to carry at its busiest: what is above is for deploys and takeovers. */
const BUSY = 0.7;
const REDIS_BUSY = 0.6;

/** The customer's least number of pods. */
const LEAST_PODS = 2;

/** Cores of a node that are left for pods, and the node. */
const NODE_CORES = 1.6;
const NODE = 'm7i.large';

const SECONDS_OF_DAY = 24 * 3600;
const SECONDS_OF_MONTH = PRICES.hoursPerMonth * 3600;

/** Bytes around each message on the wire: IPv4, TCP with time stamps, a TLS record. */
const ENVELOPE_BYTES = 20 + 32 + 22;

/** Players on average over a month, as a part of those at the busiest moment. */
const AVERAGE = 0.3;

/** Seconds of a match from its first player to its storing. */
const MATCH_SECONDS = 190;

/**
 * Microseconds of a core: a pod's for each message to a player, Redis's for each tick of a room. What a tick costs a pod
 * besides its messages is lost in the noise: a message takes as much in a room of 200 as in one of eight.
 */
export interface Costs {
  readonly delivery: number;
  readonly redisTick: number;
}

/** What so many players at once, in rooms of so many, need. */
export interface Need {
  readonly players: number;
  readonly rooms: number;
  readonly pods: number;
  readonly redis: number;
  readonly matchesPerSecond: number;
  readonly megabitsPerSecond: number;
  /** US dollars a month for nodes under pods and Redis, and for bytes to players. */
  readonly nodesUsd: number;
  readonly egressUsd: number;
}

/** What so many matches ask of MongoDB, at the busiest moment, and what they leave. */
export interface Kept {
  readonly operationsPerSecond: number;
  readonly megabytesInPerSecond: number;
  readonly megabytesOutPerSecond: number;
  /** Logs and who sat in the matches, of as many days as they are kept. */
  readonly gigabytesOfLogs: number;
  /** Results, which stay, of a month. */
  readonly gigabytesAMonth: number;
}

/** What a delivery in a room of `players` takes on a machine on which it takes the bare loop `floorMicroseconds`. */
export function predict(costs: Costs, measured: Point, players: number, floorMicroseconds: number): number {
  return ((costs.delivery + costs.redisTick / players) * floorMicroseconds) / measured.floorMicroseconds;
}

/** The costs that explain what was measured. */
export function costsOf({ cpuMicrosecondsPerDelivery, redisShare, players }: Point): Costs {
  return {
    delivery: cpuMicrosecondsPerDelivery * (1 - redisShare),
    redisTick: cpuMicrosecondsPerDelivery * redisShare * players,
  };
}

/** What players at once in small rooms need. */
export function needOf(costs: Costs, players: number, roomSize: number, bytesPerPlayerSecond: number): Need {
  const rooms = Math.ceil(players / roomSize);
  const ticks = rooms * TICKS_PER_SECOND;
  const podCores = (ticks * roomSize * costs.delivery) / 1e6;
  const pods = Math.max(LEAST_PODS, Math.ceil(podCores / BUSY));
  const redis = Math.max(1, Math.ceil((ticks * costs.redisTick) / 1e6 / REDIS_BUSY));
  const bytes = players * (bytesPerPlayerSecond + TICKS_PER_SECOND * ENVELOPE_BYTES);
  const nodes = Math.ceil((pods + redis) / NODE_CORES);
  return {
    players,
    rooms,
    pods,
    redis,
    matchesPerSecond: rooms / MATCH_SECONDS,
    megabitsPerSecond: (bytes * 8) / 1e6,
    nodesUsd: nodes * PRICES.instanceHour[NODE]! * PRICES.hoursPerMonth,
    egressUsd: ((bytes * AVERAGE * SECONDS_OF_MONTH) / 1e9) * PRICES.egressGb,
  };
}

/** What MongoDB is asked for by so many matches. */
export function keptOf(
  { sitting, keeping, leaving, going, staying }: Keeping,
  { matchesPerSecond }: Pick<Need, 'matchesPerSecond'>,
): Kept {
  const perSecond = (of: (asked: Asked) => number): number =>
    matchesPerSecond * (of(sitting) + of(keeping) + of(leaving));
  const gigabytesOf = ({ documentBytes, indexBytes }: Left, seconds: number): number =>
    (matchesPerSecond * AVERAGE * seconds * (documentBytes + indexBytes)) / 1e9;
  return {
    operationsPerSecond: perSecond(({ operations }) => operations),
    megabytesInPerSecond: perSecond(({ bytesIn }) => bytesIn) / 1e6,
    megabytesOutPerSecond: perSecond(({ bytesOut }) => bytesOut) / 1e6,
    gigabytesOfLogs: gigabytesOf(going, MATCH_DAYS * SECONDS_OF_DAY),
    gigabytesAMonth: gigabytesOf(staying, SECONDS_OF_MONTH),
  };
}

/** The part of `docs/scaling.md` that follows from what was measured. */
export function scalingPart(): string {
  const { rooms } = MEASURED;
  const costs = costsOf(rooms);
  const { bytesPerPlayerSecond, players: size } = rooms;
  const one = (value: number): string => value.toFixed(0);
  const perPod = (BUSY * 1e6) / (TICKS_PER_SECOND * costs.delivery);
  const perRedis = (REDIS_BUSY * 1e6 * size) / (TICKS_PER_SECOND * costs.redisTick);
  const needs = [1_000, 100_000, 1_000_000].map((players) =>
    needOf(costs, players, size, bytesPerPlayerSecond),
  );
  const rows = needs.map((need) => [
    need.players.toLocaleString('en'),
    need.rooms.toLocaleString('en'),
    one(need.pods),
    one(need.redis),
    need.matchesPerSecond.toFixed(1),
    need.megabitsPerSecond.toFixed(0),
    `$${Math.round(need.nodesUsd).toLocaleString('en')}`,
    `$${Math.round(need.egressUsd).toLocaleString('en')}`,
  ]);
  const head = [
    'Players',
    'Rooms',
    'Pods',
    'Redis',
    'Matches/s',
    'Mbit/s',
    'Nodes a month',
    'Bytes out a month',
  ];
  return [
    `A message to a player costs a pod ${one(costs.delivery)} µs, and a room's tick costs Redis`,
    `${one(costs.redisTick)} µs. In rooms of ${size}, ${BUSY * 100} % of a core carries ${one(perPod)} players in a pod, and`,
    `${REDIS_BUSY * 100} % of a core ${one(perRedis)} players in a Redis.`,
    '',
    ...tableOf(head, rows),
    '',
    'A match in which everybody has an account and leaves while the result is shown costs MongoDB:',
    '',
    ...matchTable(),
    '',
    ...Object.values(KEEPING).map(leftOf),
    '',
    'So many of them, in rooms of eight, with bytes as they are before MongoDB compresses them:',
    '',
    ...keptTable(needs),
  ].join('\n');
}

function matchTable(): string[] {
  const parts = [
    ['taking seats', 'sitting'],
    ['keeping it', 'keeping'],
    ['leaving', 'leaving'],
  ] as const;
  const rooms: readonly Keeping[] = Object.values(KEEPING);
  const rows = rooms.flatMap((room) =>
    parts.map(([what, part]) => {
      const { operations, documents, bytesIn, bytesOut } = room[part];
      return [`${room.players}`, what, ...[operations, documents, bytesIn, bytesOut].map(grouped)];
    }),
  );
  return tableOf(['Players', 'Part', 'Operations', 'Documents', 'Bytes in', 'Bytes out'], rows);
}

function leftOf({ players, going, staying }: Keeping): string {
  const all = ({ documents, documentBytes, indexBytes }: Left): string =>
    `${grouped(documents)} documents of ${grouped(documentBytes)} bytes and about ${grouped(indexBytes)} of keys in indexes`;
  return `One of ${players} leaves ${all(going)} for ${MATCH_DAYS} days, and ${all(staying)} for good.`;
}

function keptTable(needs: readonly Need[]): string[] {
  const head = [
    'Players',
    'Operations/s',
    'MB/s in',
    'MB/s out',
    `GB of ${MATCH_DAYS} days`,
    'GB more each month',
  ];
  const rows = needs.map((need) => {
    const kept = keptOf(KEEPING.rooms, need);
    const figures = [
      kept.operationsPerSecond,
      kept.megabytesInPerSecond,
      kept.megabytesOutPerSecond,
      kept.gigabytesOfLogs,
      kept.gigabytesAMonth,
    ];
    return [need.players.toLocaleString('en'), ...figures.map(rough)];
  });
  return tableOf(head, rows);
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [head, head.map(() => '---:'), ...rows].map((row) => `| ${row.join(' | ')} |`);
}

/** Two digits are as many as the model is good for. */
function rough(value: number): string {
  return grouped(Number(value.toPrecision(2)));
}

function grouped(value: number): string {
  return value.toLocaleString('en');
}
