import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisProxy } from '../../../service/bench/chaos/redis-proxy.ts';
import { RULES_VERSION } from '../../../service/game/index.ts';
import { RedisRoomLog } from '../../../service/src/rooms/redis-room-log.ts';
import type { RoomRecord } from '../../../service/src/rooms/room-log.ts';
import { findPart } from '../../parts.ts';
import { RedisServer } from '../servers/redis.ts';
import { until } from '../until.ts';

const command = findPart('redis-server', 'REDIS_SERVER');

describe.skipIf(command === undefined)('whether Redis can be reached', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start(command!);
  });
  afterAll(async () => {
    await server.remove();
  });

  async function open(calmMs = 0): Promise<RedisRoomLog> {
    const log = new RedisRoomLog(server.url, calmMs);
    await until('connected', () => log.isReachable);
    return log;
  }

  function record(code: string): RoomRecord {
    const header = { code, size: 'duel', bots: 0, rules: RULES_VERSION, countdown: 0 } as const;
    return { header, match: code, isPublic: true, openedAt: 0 };
  }

  it('is away while Redis answers and takes nothing that is written, and back soon after', async () => {
    const log = await open();
    const redis = new Redis(server.url);
    const changes: boolean[] = [];
    log.onReachable((isReachable) => changes.push(isReachable));
    await redis.config('SET', 'maxmemory', '1');
    await until('away', () => !log.isReachable);
    await redis.config('SET', 'maxmemory', '0');
    await until('back', () => log.isReachable);
    expect(changes).toEqual([false, true]);
    redis.disconnect();
    await log.close();
  });

  it('takes a Redis that has fallen silent for away, and hears everything again afterwards', async () => {
    const log = await open();
    const heard: string[] = [];
    await log.follow('MUTE', {
      onTick: () => undefined,
      onNotice: (notice) => heard.push(notice.tell),
    });
    process.kill(server.pid, 'SIGSTOP');
    try {
      await until('noticed', () => !log.isReachable, 4000);
    } finally {
      process.kill(server.pid, 'SIGCONT');
    }
    await until('back', () => log.isReachable);
    await until('heard again', async () => {
      await log.notify('MUTE', { tell: 'closed' }).catch(() => undefined);
      return heard.length > 0;
    });
    await log.close();
  });

  it('lets a process that has just connected take nothing over for a second', async () => {
    const owner = await open();
    const token = (await owner.create(record('CALM')))!;
    const begin = Date.now();
    const other = await open(1000);
    await owner.offer('CALM', token);
    // No later either: whoever asked too early would ask again only after another silence.
    expect(await other.claim('CALM')).not.toBeNull();
    expect(Date.now() - begin).toBeGreaterThan(900);
    await owner.close();
    await other.close();
  });

  it('lets nobody take a room over from a Redis that has just started', async () => {
    const fresh = await RedisServer.start(command!);
    const startedAt = Date.now();
    const log = new RedisRoomLog(fresh.url, 600);
    await until('connected', () => log.isReachable);
    await log.offer('FRESH', (await log.create(record('FRESH')))!);
    expect(await log.claim('FRESH')).not.toBeNull();
    // Redis counts whole seconds, and has begun before it answered.
    expect(Date.now() - startedAt).toBeGreaterThan(1200);
    await log.close();
    await fresh.remove();
  });

  it('is away while every answer comes later than anybody waits, and back once they come in time', async () => {
    const proxy = await RedisProxy.start(Number(new URL(server.url).port));
    const log = new RedisRoomLog(proxy.url, 0);
    await until('connected', () => log.isReachable);
    const changes: boolean[] = [];
    log.onReachable((isReachable) => changes.push(isReachable));
    // Answers never stop coming, as from a Redis that has ever more to do: the connection shows that it lives.
    let lag = 0;
    const load = setInterval(() => {
      lag = Math.min(1800, lag + 20);
      proxy.slow(lag);
      log.find('LATE').catch(() => undefined);
    }, 20);
    try {
      await until('away', () => !log.isReachable);
      clearInterval(load);
      proxy.slow(0);
      await until('back', () => log.isReachable);
      expect(changes).toEqual([false, true]);
    } finally {
      clearInterval(load);
      await log.close();
      proxy.close();
    }
  });
});
