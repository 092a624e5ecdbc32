import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RULES_VERSION } from '../../../service/game/index.ts';
import { MemoryRoomLog } from '../../../service/src/rooms/memory-room-log.ts';
import { drawPlayCode } from '../../../service/src/rooms/play-code.ts';
import { RedisRoomLog } from '../../../service/src/rooms/redis-room-log.ts';
import { LogUnavailable, type RoomRecord } from '../../../service/src/rooms/room-log.ts';
import { ShardedRoomLog } from '../../../service/src/rooms/sharded-room-log.ts';
import { findPart } from '../../parts.ts';
import { RedisServer } from '../servers/redis.ts';
import { until } from '../until.ts';
import { describeRoomLog } from './room-log.contract.ts';

const command = findPart('redis-server', 'REDIS_SERVER');

function record(code: string): RoomRecord {
  const header = { code, size: 'duel', bots: 0, rules: RULES_VERSION, countdown: 0 } as const;
  return { header, match: code, isPublic: true, openedAt: 0 };
}

/** Opens a room for each code, and says in how many of the logs each is found. */
async function spread(codes: readonly string[], shards: readonly MemoryRoomLog[]): Promise<number[]> {
  const log = new ShardedRoomLog(shards);
  for (const code of codes) await log.create(record(code));
  const places = await Promise.all(
    codes.map(async (code) => {
      const found = await Promise.all(shards.map((shard) => shard.find(code)));
      expect(found.filter((one) => one !== null)).toHaveLength(1);
      return found.findIndex((one) => one !== null);
    }),
  );
  return places;
}

function memories(count: number): MemoryRoomLog[] {
  return Array.from({ length: count }, () => new MemoryRoomLog(10_000));
}

describe('rooms over several logs', () => {
  const codes = Array.from({ length: 3000 }, () => drawPlayCode());

  it('are spread evenly', async () => {
    const places = await spread(codes, memories(3));
    for (const shard of [0, 1, 2]) {
      const share = places.filter((place) => place === shard).length;
      // A thousand each; five standard deviations are 130.
      expect(share).toBeGreaterThan(870);
      expect(share).toBeLessThan(1130);
    }
  });

  it('have the same home whichever process asks, and only those of a new log have another', async () => {
    const before = await spread(codes, memories(2));
    expect(await spread(codes, memories(2))).toEqual(before);
    const after = await spread(codes, memories(3));
    const moved = codes.filter((_, index) => before[index] !== after[index]);
    expect(codes.every((_, index) => before[index] === after[index] || after[index] === 2)).toBe(true);
    expect(moved.length).toBeGreaterThan(870);
    expect(moved.length).toBeLessThan(1130);
  });

  it('are found where they were opened before a log was added, and their codes stay theirs', async () => {
    const shards = memories(1);
    const before = new ShardedRoomLog(shards);
    const tokens = new Map<string, string>();
    for (const code of codes.slice(0, 50)) tokens.set(code, (await before.create(record(code)))!);
    const after = new ShardedRoomLog([...shards, new MemoryRoomLog()]);
    for (const [code, token] of tokens) {
      expect(await after.create(record(code))).toBeNull();
      expect(await after.find(code)).toEqual(record(code));
      await after.append(code, token as never, { tick: 0, bytes: Uint8Array.of(1) }, false);
      expect(await after.range(code, 0)).toHaveLength(1);
    }
  });
});

describe.skipIf(command === undefined)('with two redis-servers', () => {
  let servers: RedisServer[];
  beforeAll(async () => {
    servers = await Promise.all([RedisServer.start(command!), RedisServer.start(command!)]);
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.remove()));
  });

  async function open(): Promise<ShardedRoomLog> {
    const log = new ShardedRoomLog(servers.map((server) => new RedisRoomLog(server.url, 0)));
    await until('connected', () => log.isReachable);
    return log;
  }

  describeRoomLog('a log over both', open);

  it('only the rooms of a Redis that is away wait; the others go on, or are orphans, and new ones open', async () => {
    const log = await open();
    const rooms = new Map<string, string>();
    while (rooms.size < 12) {
      const code = drawPlayCode();
      rooms.set(code, (await log.create(record(code)))!);
    }
    const changes: boolean[] = [];
    log.onReachable((isReachable) => changes.push(isReachable));
    await servers[1]!.end('SIGKILL');
    await until('noticed', () => !log.isReachable);
    const reached = [...rooms.keys()].filter((code) => log.reaches(code));
    expect(reached.length).toBeGreaterThan(0);
    expect(reached.length).toBeLessThan(12);
    for (const [code, token] of rooms) {
      const append = log.append(code, token as never, { tick: 0, bytes: Uint8Array.of(1) }, false);
      if (reached.includes(code)) await append;
      else await expect(append).rejects.toThrow(LogUnavailable);
    }
    // As if their owners had been gone for long.
    const redis = new Redis(servers[0]!.url);
    for (const code of reached) {
      await redis.hset(`room:{${code}}`, 'lease', 1);
      await redis.zadd('rooms:live', 1, code);
    }
    redis.disconnect();
    const orphans = await log.orphans();
    expect(orphans.filter((code) => rooms.has(code)).sort()).toEqual(reached.sort());
    let opened = 0;
    for (let draw = 0; draw < 20; draw += 1)
      if ((await log.create(record(drawPlayCode()))) !== null) opened += 1;
    expect(opened).toBeGreaterThan(0);
    expect(opened).toBeLessThan(20);

    await servers[1]!.start();
    await until('back', () => log.isReachable);
    for (const code of rooms.keys()) expect(log.reaches(code)).toBe(true);
    expect(changes.at(0)).toBe(false);
    expect(changes.at(-1)).toBe(true);
    await log.close();
  });
});
