import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { answered } from '../rooms/redis-connection.ts';
import type { Limit, Limiter } from './limiter.ts';

/** Counts in Redis: for all processes together. */
export class RedisLimiter implements Limiter {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** @throws LogUnavailable */
  async take({ name, most, seconds }: Limit, who: string): Promise<boolean> {
    // Whoever reads Redis learns nobody's address.
    const key = `limit:${name}:${createHash('sha256').update(who).digest('base64url')}`;
    const replies = await answered(this.#redis.multi().incr(key).expire(key, seconds, 'NX').exec());
    const [error, count] = replies![0]!;
    if (error) throw error;
    return (count as number) <= most;
  }
}
