import type { Redis } from 'ioredis';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import type { Limit } from './limiter.ts';

/**
 * Counts up to a limit. A window begins with the first time and ends after the limit's seconds.
 * @param redis Where all processes count together, and each for itself while it is away; `null` to count in this one.
 */
export function counterOf({ name, most, seconds }: Limit, redis: Redis | null): RateLimiterAbstract {
  const options = { keyPrefix: `limit:${name}`, points: most, duration: seconds };
  const alone = new RateLimiterMemory(options);
  if (redis === null) return alone;
  return new RateLimiterRedis({
    ...options,
    storeClient: redis,
    rejectIfRedisNotReady: true,
    // Whoever goes on after the limit is refused without asking Redis again.
    inMemoryBlockOnConsumed: most + 1,
    insuranceLimiter: alone,
  });
}
