import { setTimeout as wait } from 'node:timers/promises';
import type { ServiceProcess } from '../../../test/service/servers/service-process.ts';
import type { Chance } from '../../game/random.ts';
import type { RedisProxy } from './redis-proxy.ts';
import type { Rig } from './rig.ts';
import type { RiggedRedis } from './rigged-redis.ts';

/** What a fault may use. */
export interface FaultContext {
  readonly rig: Rig;
  readonly chance: Chance;
  /** Those Redis that a fault of Redis hits: one of them, or all. */
  readonly hit: readonly RiggedRedis[];
  /** Waits until every room goes on. */
  readonly settle: () => Promise<void>;
  /** Measures how long the rooms of a process stand still from now on, if another takes them over. */
  readonly watchTakeover: (codes: readonly string[]) => void;
  /** Codes of all rooms there ever were. */
  readonly codes: () => readonly string[];
  /** From now on what these rooms lose is the stated exception. */
  readonly excuse: (codes: readonly string[]) => void;
}

/** Injects a fault and waits until it is over: processes run again, Redis answers. */
type Fault = (context: FaultContext) => Promise<void>;

function pick<T>(chance: Chance, list: readonly T[]): T {
  return list[chance.draw(list.length)]!;
}

/** A process whose loss would be felt: one that runs rooms, if any does. */
function pickOwner({ rig, chance }: FaultContext): ServiceProcess {
  const owners = rig.services.filter((service) => rig.roomsOf(service).length > 0);
  return pick(chance, owners.length > 0 ? owners : rig.services);
}

/** Does the same to each Redis that is hit, at the same time. */
async function toEach(
  { hit }: FaultContext,
  strike: (redis: RiggedRedis) => Promise<unknown>,
): Promise<void> {
  await Promise.all(hit.map(strike));
}

/** What stands between a process and those Redis that are hit. */
function proxiesOf({ rig, hit }: FaultContext, service: ServiceProcess): readonly RedisProxy[] {
  return hit.map((redis) => rig.proxyOf(service, redis));
}

/** Rooms that are in a Redis that is hit, and that nobody runs at this moment. */
async function unowned({ hit, codes }: FaultContext): Promise<string[]> {
  return (await Promise.all(hit.map((redis) => redis.unowned(codes())))).flat();
}

/** Redis is about to lose data: rooms that nobody runs at this moment are the stated exception. */
async function excuseUnowned(context: FaultContext): Promise<void> {
  context.excuse(await unowned(context));
}

const killService: Fault = async (context) => {
  const { rig, chance, settle, watchTakeover } = context;
  await settle();
  const service = pickOwner(context);
  watchTakeover(rig.roomsOf(service));
  await rig.kill(service);
  await wait(chance.draw(1500));
  await service.start();
};

const stopService: Fault = async (context) => {
  const { rig, chance, settle, watchTakeover } = context;
  await settle();
  const service = pickOwner(context);
  watchTakeover(rig.roomsOf(service));
  service.signal('SIGSTOP');
  await wait(300 + chance.draw(3500));
  service.signal('SIGCONT');
};

/** So many lines are shown of the log of a process that did not end as it should. */
const LAST_LINES = 10;

const rollingRestart: Fault = async ({ rig }) => {
  for (const service of rig.services) {
    const code = await rig.retire(service);
    const last = JSON.stringify(service.lines.slice(-LAST_LINES));
    if (code !== 0) throw new Error(`a process asked to end by SIGTERM ended with ${code}: ${last}`);
    await service.start();
  }
};

const everyServiceGone: Fault = async ({ rig, chance }) => {
  await Promise.all(rig.services.map((service) => rig.kill(service)));
  await wait(1000 + chance.draw(2000));
  await Promise.all(rig.services.map((service) => service.start()));
};

const restartRedis: Fault = async (context) => {
  const signal = context.chance.draw(2) === 0 ? 'SIGKILL' : 'SIGTERM';
  await toEach(context, ({ server }) => server.end(signal));
  await wait(context.chance.draw(500));
  await toEach(context, (redis) => redis.start());
};

const redisAway: Fault = async (context) => {
  await toEach(context, ({ server }) => server.end('SIGTERM'));
  await wait(5000);
  await toEach(context, (redis) => redis.start());
};

/** Less than a lease, as when a disk is slow; about as long as a connection may be silent; and long. */
const FROZEN_MS = [600, 1500, 5000];

const redisFrozen: Fault = async ({ hit, chance }) => {
  for (const { server } of hit) process.kill(server.pid, 'SIGSTOP');
  await wait(pick(chance, FROZEN_MS));
  for (const { server } of hit) process.kill(server.pid, 'SIGCONT');
  for (const { direct } of hit) await direct.ping();
};

const dropReply: Fault = async (context) => {
  const proxies = proxiesOf(context, pickOwner(context));
  const isEnding = context.chance.draw(2) === 0;
  await Promise.all(proxies.map((proxy) => proxy.swallowReply(isEnding)));
};

/** One process reaches everything but Redis: it is refused, or nothing passes. */
const cutOffService: Fault = async (context) => {
  const { rig, chance, settle, watchTakeover } = context;
  await settle();
  const service = pickOwner(context);
  watchTakeover(rig.roomsOf(service));
  const proxies = proxiesOf(context, service);
  const isRefused = chance.draw(2) === 0;
  for (const proxy of proxies)
    if (isRefused) proxy.shut();
    else proxy.stall();
  await wait(300 + chance.draw(5000));
  for (const proxy of proxies) proxy.open();
};

/** One process reaches Redis and hears nothing of what others publish there. */
const deafService: Fault = async (context) => {
  const { chance, settle } = context;
  await settle();
  const proxies = proxiesOf(context, pickOwner(context));
  for (const proxy of proxies) proxy.deafen();
  await wait(300 + chance.draw(6000));
  for (const proxy of proxies) proxy.open();
};

const slowRedis: Fault = async ({ hit, chance }) => {
  const proxies = hit.flatMap((redis) => redis.proxies);
  for (const proxy of proxies) proxy.slow(50 + chance.draw(250));
  await wait(1000 + chance.draw(4000));
  for (const proxy of proxies) proxy.slow(0);
};

/** How late answers come at worst, and what is added to that at each step; the connection never falls silent. */
const LATEST_MS = [1000, 1700, 2400];
const LATER_MS = 40;
const LATER_EVERY_MS = 50;

/** Answers come ever later, as from a Redis that has more to do than it can, in the end later than anybody waits. */
const overloadedRedis: Fault = async ({ hit, chance }) => {
  const proxies = hit.flatMap((redis) => redis.proxies);
  const latest = pick(chance, LATEST_MS);
  for (let lag = 0; lag < latest; lag += LATER_MS) {
    for (const proxy of proxies) proxy.slow(lag);
    await wait(LATER_EVERY_MS);
  }
  await wait(1000 + chance.draw(4000));
  for (const proxy of proxies) proxy.slow(0);
};

const redisFull: Fault = async (context) => {
  await toEach(context, ({ direct }) => direct.config('SET', 'maxmemory', 1));
  await wait(300 + context.chance.draw(5000));
  await toEach(context, ({ direct }) => direct.config('SET', 'maxmemory', 0));
};

const redisReadOnly: Fault = async (context) => {
  await toEach(context, ({ direct }) => direct.replicaof('127.0.0.1', 1));
  await wait(300 + context.chance.draw(5000));
  await toEach(context, ({ direct }) => direct.replicaof('NO', 'ONE'));
};

/** Redis cannot write to its disk, and so takes nothing any more. */
const diskFull: Fault = async (context) => {
  const refusedMs = 300 + context.chance.draw(5000);
  await toEach(context, (redis) =>
    redis.refuseDisk(async () => {
      await wait(refusedMs);
    }),
  );
};

const cutTail: Fault = async (context) => {
  await context.settle();
  await excuseUnowned(context);
  const lostMs = 300 + context.chance.draw(700);
  await toEach(context, (redis) => redis.cutTail(lostMs));
  await toEach(context, (redis) => redis.start());
  await context.settle();
};

const flushAll: Fault = async (context) => {
  const { settle } = context;
  await settle();
  await excuseUnowned(context);
  await toEach(context, ({ direct }) => direct.flushall());
  await settle();
};

const flushScripts: Fault = async (context) => {
  await toEach(context, ({ direct }) => direct.script('FLUSH'));
};

const killSubscriptions: Fault = async (context) => {
  await toEach(context, ({ direct }) => direct.call('CLIENT', 'KILL', 'TYPE', 'pubsub'));
};

/** The connection that is to hear again what the last one heard ends as well, or falls silent, before Redis can say so. */
const killSubscriptionsTwice: Fault = async (context) => {
  const proxies = proxiesOf(context, pickOwner(context));
  const isEnding = context.chance.draw(2) === 0;
  const swallowed = proxies.map((proxy) => proxy.swallowReply(isEnding, 'subscribe'));
  await killSubscriptions(context);
  await Promise.all(swallowed);
};

/** The stated exception: Redis's tail and an owner, lost together. */
const tailAndOwner: Fault = async (context) => {
  const { rig, hit, settle, excuse } = context;
  await settle();
  const service = pickOwner(context);
  const owned = await Promise.all(hit.map((redis) => redis.held(rig.roomsOf(service))));
  const rooms = [...owned.flat(), ...(await unowned(context))];
  await toEach(context, (redis) => redis.cutTail(700, () => rig.kill(service)));
  await toEach(context, (redis) => redis.start());
  // What was on its way has arrived, and for a second nobody takes these rooms over: nothing can have followed it.
  excuse(rooms);
  await service.start();
  await settle();
};

/** A fault of the servers. */
export interface KnownFault {
  readonly inject: Fault;
  /** Whether a process, or all, lose Redis by it, or find it without its end. */
  readonly losesRedis: boolean;
}

const known = (inject: Fault): KnownFault => ({ inject, losesRedis: false });
const losing = (inject: Fault): KnownFault => ({ inject, losesRedis: true });

/** Every fault of the servers, by name. */
export const FAULTS: Readonly<Record<string, KnownFault>> = {
  killService: known(killService),
  stopService: known(stopService),
  rollingRestart: known(rollingRestart),
  everyServiceGone: known(everyServiceGone),
  restartRedis: losing(restartRedis),
  redisAway: losing(redisAway),
  redisFrozen: losing(redisFrozen),
  dropReply: losing(dropReply),
  cutOffService: losing(cutOffService),
  deafService: losing(deafService),
  slowRedis: known(slowRedis),
  overloadedRedis: losing(overloadedRedis),
  redisFull: losing(redisFull),
  redisReadOnly: losing(redisReadOnly),
  diskFull: losing(diskFull),
  cutTail: losing(cutTail),
  flushAll: losing(flushAll),
  flushScripts: known(flushScripts),
  killSubscriptions: known(killSubscriptions),
  killSubscriptionsTwice: known(killSubscriptionsTwice),
  tailAndOwner: losing(tailAndOwner),
};
