import { readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RedisProxy } from '../../../service/bench/chaos/redis-proxy.ts';
import { Meter } from '../../../service/src/meter.ts';
import { Lobby } from '../../../service/src/rooms/lobby.ts';
import { RedisRoomLog } from '../../../service/src/rooms/redis-room-log.ts';
import type { LoggedTick } from '../../../service/src/rooms/room-log.ts';
import { KnownRules } from '../../../service/src/rules.ts';
import { findPart } from '../../parts.ts';
import { RedisServer } from '../servers/redis.ts';
import { until } from '../until.ts';

const command = findPart('redis-server', 'REDIS_SERVER');
/** Those of one process: one asks, one listens. */
const CONNECTIONS = 2;

const logger = pino({ level: 'silent' });

function lobbyOn(log: RedisRoomLog): Lobby {
  return new Lobby({ log, rules: new KnownRules(), meter: new Meter(), logger, onOutcome: () => undefined });
}

describe.skipIf(command === undefined)('an owner that has not heard of the next one', () => {
  let server: RedisServer;
  let proxies: RedisProxy[];
  let logs: RedisRoomLog[];
  let lobbies: Lobby[];
  let redis: Redis;
  let watcher: RedisRoomLog;
  let seen: LoggedTick[];
  let code: string;

  const newest = (): number => Math.max(-1, ...seen.map(({ tick }) => tick));
  const tokenOf = async (): Promise<string> => (await redis.hget(`room:{${code}}`, 'token')) ?? '';
  const aof = (): string => {
    const folder = join(server.folder, 'appendonlydir');
    return join(folder, readdirSync(folder).find((name) => name.endsWith('.incr.aof'))!);
  };

  beforeEach(async () => {
    server = await RedisServer.start(command!);
    proxies = await Promise.all([RedisProxy.start(server.port), RedisProxy.start(server.port)]);
    logs = proxies.map(({ url }) => new RedisRoomLog(url, 0));
    watcher = new RedisRoomLog(server.url, 0);
    redis = new Redis(server.url);
    redis.on('error', () => undefined);
    await until('connected', () => [...logs, watcher].every((log) => log.isReachable));
    lobbies = logs.map(lobbyOn);
    code = await lobbies[0]!.open({ size: 'duel', bots: 0, isPublic: true });
    seen = [];
    await watcher.follow(code, { onTick: (tick) => seen.push(tick), onNotice: () => undefined });
    await until('ticks', async () => {
      // Repeated, as gateways do: the owner may not listen yet.
      await watcher.petition(code, { ask: 'sit', person: 'p', name: 'P', connection: 'c' });
      return newest() >= 3;
    });
  });
  afterEach(async () => {
    await Promise.all(lobbies.map((lobby) => lobby.close(0)));
    for (const proxy of proxies) proxy.close();
    await Promise.all([...logs, watcher].map((log) => log.close()));
    redis.disconnect();
    await server.remove();
  });

  /** The second process takes the room over from the first, which is cut off from Redis, and plays on. */
  async function takeOver(): Promise<void> {
    await until('taken over', async () => {
      await lobbies[1]!.adopt(code, 'silent');
      return (await tokenOf()).startsWith('2.');
    });
    const first = newest();
    await until('going on', () => newest() > first + 1);
  }

  /** The first process finds Redis again before the second does, which comes when an owner could have ticked. */
  async function comeBack(isBack: () => Promise<boolean>): Promise<void> {
    proxies[0]!.open();
    await until('the first is back', isBack);
    await watcher.petition(code, { ask: 'sit', person: 'q', name: 'Q', connection: 'd' });
    await wait(250);
    const before = newest();
    proxies[1]!.open();
    await until('the newest owns it', async () => (await tokenOf()).startsWith('2.'));
    await until('going on', () => newest() > before);
  }

  async function expectAllSeenIsLogged(): Promise<void> {
    const logged = await watcher.range(code, 0);
    const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');
    for (const { tick, bytes } of seen)
      expect(`${tick} ${hex(logged[tick]?.bytes)}`).toBe(`${tick} ${hex(bytes)}`);
  }

  it('logs nothing new in a Redis that has lost all, before that one could put it back', async () => {
    proxies[0]!.shut();
    await takeOver();
    proxies[1]!.stall();
    await redis.flushall();
    await comeBack(async () => (await tokenOf()).startsWith('1.'));
    await expectAllSeenIsLogged();
  });

  it('logs nothing new in a Redis that has lost its last second, before that one could put it back', async () => {
    proxies[0]!.shut();
    await wait(100);
    const size = statSync(aof()).size;
    await takeOver();
    for (const proxy of proxies) proxy.shut();
    await server.end('SIGKILL');
    truncateSync(aof(), size);
    await server.start();
    const channel = `room:{${code}}:ticks`;
    await until('heard again', async () => ((await redis.pubsub('NUMSUB', channel))[1] as number) > 0);
    proxies[1]!.stall();
    await until('the second waits', () => proxies[1]!.clients === CONNECTIONS);
    const lease = await redis.hget(`room:{${code}}`, 'lease');
    await comeBack(async () => (await redis.hget(`room:{${code}}`, 'lease')) !== lease);
    await expectAllSeenIsLogged();
  });
});
