import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Limiter } from '../../../service/src/limits/limiter.ts';
import { connectRedis } from '../../../service/src/rooms/redis-connection.ts';
import { findPart } from '../../parts.ts';
import { RedisServer } from '../servers/redis.ts';
import { until } from '../until.ts';
import { describeLimiter } from './limiter.contract.ts';

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

  describeLimiter('Redis', () => new Limiter(redis));

  it('keeps nobody in the clear, and every count with an end', async () => {
    await new Limiter(redis).take({ name: 'kept', most: 1, seconds: 60 }, 'friend@example.com');
    const keys = await redis.keys('limit:kept:*');
    expect(keys).toHaveLength(1);
    expect(keys[0]).not.toContain('friend');
    expect(await redis.ttl(keys[0]!)).toBeGreaterThan(0);
  });
});
