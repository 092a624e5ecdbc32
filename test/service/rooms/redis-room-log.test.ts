import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RULES_VERSION } from '../../../service/game/index.ts';
import { RedisRoomLog } from '../../../service/src/rooms/redis-room-log.ts';
import { LogFull, LogUnavailable, type RoomRecord } from '../../../service/src/rooms/room-log.ts';
import { findPart } from '../../parts.ts';
import { RedisServer } from '../servers/redis.ts';
import { until } from '../until.ts';
import { describeRoomLog } from './room-log.contract.ts';

const command = findPart('redis-server', 'REDIS_SERVER');

describe.skipIf(command === undefined)('with redis-server', () => {
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

  describeRoomLog('a log in Redis', () => open());

  it('lets a room be claimed when its lease has run out by the clock of Redis, not before', async () => {
    const owner = await open();
    const other = await open();
    const token = (await owner.create(record('LEASE')))!;
    let claimed: string | null = null;
    const begin = Date.now();
    await until('claimed', async () => {
      claimed = await other.claim('LEASE');
      return claimed !== null;
    });
    expect(Date.now() - begin).toBeGreaterThan(600);
    await expect(owner.append('LEASE', token, { tick: 0, bytes: Uint8Array.of(1) }, false)).rejects.toThrow(
      'owned by another',
    );
    await owner.close();
    await other.close();
  });

  it('lets a process that has just connected take nothing over for a second', async () => {
    const owner = await open();
    const token = (await owner.create(record('CALM')))!;
    const other = await open(1000);
    await owner.offer('CALM', token);
    expect(await other.claim('CALM')).toBeNull();
    await until('calm', async () => (await other.claim('CALM')) !== null);
    await owner.close();
    await other.close();
  });

  it('accepts the old token after its lease, until somebody replaces it', async () => {
    const owner = await open();
    const token = (await owner.create(record('LATE')))!;
    const redis = new Redis(server.url);
    await redis.hset('room:{LATE}', 'lease', 1);
    await owner.append('LATE', token, { tick: 0, bytes: Uint8Array.of(1) }, false);
    expect(await owner.range('LATE', 0)).toHaveLength(1);
    redis.disconnect();
    await owner.close();
  });

  it('refuses new rooms when Redis is nearly full', async () => {
    const log = await open();
    const redis = new Redis(server.url);
    await redis.config('SET', 'maxmemory', '1mb');
    await expect(log.create(record('FULL'))).rejects.toThrow(LogFull);
    await redis.config('SET', 'maxmemory', '0');
    redis.disconnect();
    await log.close();
  });

  it('says that it is unavailable while Redis is away, tells of both changes, and goes on by itself', async () => {
    const log = await open();
    const token = (await log.create(record('AWAY')))!;
    await log.append('AWAY', token, { tick: 0, bytes: Uint8Array.of(7) }, false);
    const changes: boolean[] = [];
    log.onReachable((isReachable) => changes.push(isReachable));
    const heard: number[] = [];
    await log.follow('AWAY', { onTick: ({ tick }) => heard.push(tick), onNotice: () => undefined });
    await server.end('SIGKILL');
    await until('noticed', () => !log.isReachable);
    await expect(log.find('AWAY')).rejects.toThrow(LogUnavailable);
    await expect(log.claim('AWAY'))
      .resolves.toBeNull()
      .catch((error) => expect(error).toBeInstanceOf(LogUnavailable));
    await server.start();
    await until('back', () => log.isReachable);
    expect(changes).toEqual([false, true]);
    // The append-only file was written before the kill; subscriptions come back by themselves.
    await until('next tick heard', async () => {
      await log.append('AWAY', token, { tick: 1, bytes: Uint8Array.of(8) }, false);
      await log.append('AWAY', token, { tick: 2, bytes: Uint8Array.of(9) }, false);
      return (await log.range('AWAY', 0)).length === 3;
    });
    await log.close();
  });
});
