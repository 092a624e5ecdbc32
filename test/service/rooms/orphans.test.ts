import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RULES_VERSION } from '../../../service/game/index.ts';
import { RedisRoomLog } from '../../../service/src/rooms/redis-room-log.ts';
import type { RoomRecord } from '../../../service/src/rooms/room-log.ts';
import { findPart } from '../../parts.ts';
import { RedisServer } from '../servers/redis.ts';
import { until } from '../until.ts';

const command = findPart('redis-server', 'REDIS_SERVER');

function record(code: string): RoomRecord {
  const header = { code, size: 'duel', bots: 0, rules: RULES_VERSION, countdown: 0 } as const;
  return { header, match: code, isPublic: true, openedAt: 0 };
}

describe.skipIf(command === undefined)('a log in Redis tells of rooms that nobody owns', () => {
  let server: RedisServer;
  let redis: Redis;
  let log: RedisRoomLog;
  beforeAll(async () => {
    server = await RedisServer.start(command!);
    redis = new Redis(server.url);
    log = new RedisRoomLog(server.url, 0);
    await until('connected', () => log.isReachable);
  });
  afterAll(async () => {
    redis.disconnect();
    await log.close();
    await server.remove();
  });

  async function redisNow(): Promise<number> {
    const [seconds, microseconds] = await redis.time();
    return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
  }

  /** As if a room's lease had run out so long ago, and nobody had looked since. */
  async function abandon(code: string, forMs: number): Promise<void> {
    const lease = (await redisNow()) - forMs;
    await redis.hset(`room:{${code}}`, 'lease', lease);
    await redis.zadd('rooms:live', 'XX', lease, code);
  }

  it('eight seconds after the lease has run out, those first that have waited longest, until they are claimed', async () => {
    for (const code of ['LATELY', 'LONG', 'LONGER']) await log.create(record(code));
    await abandon('LATELY', 7000);
    await abandon('LONG', 8001);
    await abandon('LONGER', 60_000);
    expect(await log.orphans()).toEqual(['LONGER', 'LONG']);
    // Whoever looks next is told the same.
    expect(await log.orphans()).toEqual(['LONGER', 'LONG']);
    expect(await log.claim('LONGER')).not.toBeNull();
    expect(await log.orphans()).toEqual(['LONG']);
    for (const code of ['LATELY', 'LONG', 'LONGER']) await log.remove(code);
    expect(await log.orphans()).toEqual([]);
  });

  it('but not of those that have an owner, whom nobody asks again for eight seconds', async () => {
    const token = (await log.create(record('OWNED')))!;
    await abandon('OWNED', 9000);
    await log.renew('OWNED', token);
    expect(await log.orphans()).toEqual([]);
    expect(await redis.zscore('rooms:live', 'OWNED')).toBe(await redis.hget('room:{OWNED}', 'lease'));
    await log.remove('OWNED');
    expect(await redis.zscore('rooms:live', 'OWNED')).toBeNull();
  });

  it('nor of those whose match is over, or that are not there any more', async () => {
    const token = (await log.create(record('OVER')))!;
    await log.create(record('LAPSED'));
    await log.append('OVER', token, { tick: 0, bytes: Uint8Array.of(1) }, true);
    for (const code of ['OVER', 'LAPSED']) await abandon(code, 9000);
    await redis.del('room:{LAPSED}');
    expect(await log.orphans()).toEqual([]);
    expect(await redis.zcard('rooms:live')).toBe(0);
    await log.remove('OVER');
  });

  it('and, where its clock has been set back by an hour, eight seconds after that', async () => {
    const owner = (await log.create(record('LIVING')))!;
    await log.create(record('ORPHAN'));
    for (const code of ['LIVING', 'ORPHAN']) await abandon(code, -3_600_000);
    await log.renew('LIVING', owner);
    expect(await log.orphans()).toEqual([]);
    // So long ago everybody looked at both.
    for (const code of ['LIVING', 'ORPHAN']) await redis.zincrby('rooms:live', -8001, code);
    expect(await log.orphans()).toEqual(['ORPHAN']);
    expect(await log.claim('LIVING')).toBeNull();
    expect(await log.claim('ORPHAN')).not.toBeNull();
    expect(await log.claim('ORPHAN')).toBeNull();
    for (const code of ['LIVING', 'ORPHAN']) await log.remove(code);
  });

  it('also after it has forgotten them and their owner has put them back', async () => {
    const token = (await log.create(record('BACK')))!;
    await redis.del('room:{BACK}', 'rooms:live');
    await log.mend(record('BACK'), token, [{ tick: 0, bytes: Uint8Array.of(1) }]);
    await abandon('BACK', 9000);
    expect(await log.orphans()).toEqual(['BACK']);
    await log.remove('BACK');
  });

  it('256 at a time, the others once these have an owner', async () => {
    const codes = Array.from({ length: 300 }, (_, index) => `MANY${index}`);
    for (const code of codes) await log.create(record(code));
    await Promise.all(codes.map((code) => abandon(code, 9000)));
    const first = await log.orphans();
    expect(first).toHaveLength(256);
    for (const code of first) await log.claim(code);
    const others = codes.filter((code) => !first.includes(code));
    expect([...(await log.orphans())].sort()).toEqual(others.sort());
    for (const code of codes) await log.remove(code);
  });
});
