import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Limiter } from '../../../service/src/limits/limiter.ts';
import { connectRedis } from '../../../service/src/rooms/redis-connection.ts';
import { findPart } from '../../parts.ts';
import { RedisServer } from '../servers/redis.ts';
import { until } from '../until.ts';
import { describeLimiter } from './limiter.contract.ts';

const command = findPart('redis-server', 'REDIS_SERVER');

/** So many people that of two Redis each is home to some. */
const PEOPLE = Array.from({ length: 40 }, (_, index) => `person ${index}`);

describe.skipIf(command === undefined)('with two Redis', () => {
  let servers: RedisServer[] = [];
  /** Connections of two processes to both. */
  let processes: (readonly Redis[])[] = [];

  beforeAll(async () => {
    servers = await Promise.all([RedisServer.start(command!), RedisServer.start(command!)]);
    processes = [0, 1].map(() => servers.map(({ url }) => connectRedis(url)));
    await until('connected', () => processes.flat().every(({ status }) => status === 'ready'));
  });
  afterAll(async () => {
    for (const redis of processes.flat()) redis.disconnect();
    await Promise.all(servers.map((server) => server.remove()));
  });

  const keysOf = (limit: string) => Promise.all(processes[0]!.map((redis) => redis.keys(`limit:${limit}:*`)));

  describeLimiter('Redis', () => new Limiter(processes[0]!.slice(0, 1)));
  describeLimiter('two Redis', () => new Limiter(processes[0]!));

  it('keeps nobody in the clear, and every count with an end', async () => {
    await new Limiter(processes[0]!).take({ name: 'kept', most: 1, seconds: 60 }, 'friend@example.com');
    const places = await keysOf('kept');
    expect(places.flat()).toHaveLength(1);
    const [key] = places.flat();
    expect(key).not.toContain('friend');
    expect(await processes[0]![places.findIndex(({ length }) => length > 0)]!.ttl(key!)).toBeGreaterThan(0);
  });

  it('spreads people over both, and goes on counting together those of one while the other is away', async () => {
    const limit = { name: 'spread', most: 1, seconds: 600 };
    const [one, other] = processes.map((shards) => new Limiter(shards)) as [Limiter, Limiter];
    const take = (limiter: Limiter) => Promise.all(PEOPLE.map((person) => limiter.take(limit, person)));
    expect(await take(one)).toEqual(PEOPLE.map(() => true));
    expect(await take(other)).toEqual(PEOPLE.map(() => false));
    const [here, there] = (await keysOf('spread')).map(({ length }) => length) as [number, number];
    expect(here).toBeGreaterThan(8);
    expect(there).toBeGreaterThan(8);
    expect(here + there).toBe(PEOPLE.length);

    await servers[0]!.end('SIGKILL');
    await until('both know it', () => processes.every(([redis]) => redis!.status !== 'ready'));
    // A third process has refused nobody yet.
    const third = new Limiter(processes[1]!);
    const taken = await take(third);
    expect(taken.filter((isTaken) => isTaken)).toHaveLength(here);
    expect(await take(third)).toEqual(PEOPLE.map(() => false));
  });
});
