import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisTokenStore } from '../../../service/src/accounts/token-store.ts';
import { connectRedis } from '../../../service/src/rooms/redis-connection.ts';
import { LogUnavailable } from '../../../service/src/rooms/room-log.ts';
import { findPart } from '../../parts.ts';
import { RedisServer } from '../servers/redis.ts';
import { until } from '../until.ts';
import { describeTokenStore } from './token-store.contract.ts';

const command = findPart('redis-server', 'REDIS_SERVER');

describe.skipIf(command === undefined)('with a Redis', () => {
  let server: RedisServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await RedisServer.start(command!);
    redis = connectRedis(server.url);
    await until('connected', () => redis.status === 'ready');
  });
  afterAll(async () => {
    redis?.disconnect();
    await server?.remove();
  });

  describeTokenStore('Redis', (kind) => new RedisTokenStore(redis, kind));

  it('keeps no token in the clear, and every key with an end', async () => {
    const token = await new RedisTokenStore(redis, { name: 'kept', seconds: 60 }).issue({ player: 'p1' });
    const keys = await redis.keys('kept:*');
    expect(keys).toHaveLength(1);
    expect(keys[0]).not.toContain(token);
    expect(await redis.ttl(keys[0]!)).toBeGreaterThan(0);
  });

  it('says that it is unavailable while Redis is away', async () => {
    const store = new RedisTokenStore(redis, { name: 'away', seconds: 60 });
    const token = await store.issue({ player: 'p1' });
    await server.end('SIGKILL');
    await until('noticed', () => redis.status !== 'ready');
    await expect(store.find(token)).rejects.toThrow(LogUnavailable);
    await expect(store.issue({ player: 'p1' })).rejects.toThrow(LogUnavailable);
    await server.start();
    await until('back', () => redis.status === 'ready');
  });
});
