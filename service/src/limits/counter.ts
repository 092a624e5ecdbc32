import type { Redis } from 'ioredis';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  type RateLimiterRes,
} from 'rate-limiter-flexible';
import { rendezvous } from '../rooms/rendezvous.ts';
import type { Limit } from './limiter.ts';

/** Counts up to a limit. A window begins with the first time and ends after the limit's seconds. */
export class Counter {
  readonly limit: Limit;
  readonly #places: readonly RateLimiterAbstract[];

  /**
   * @param shards Where all processes count together, each key at its home among them, and each process for itself what
   *   is at home in one that is away; none to count in this process.
   */
  constructor(limit: Limit, shards: readonly Redis[]) {
    this.limit = limit;
    const options = { keyPrefix: `limit:${limit.name}`, points: limit.most, duration: limit.seconds };
    const alone = new RateLimiterMemory(options);
    const places = shards.map(
      (redis) =>
        new RateLimiterRedis({
          ...options,
          storeClient: redis,
          rejectIfRedisNotReady: true,
          // Whoever goes on after the limit is refused without asking Redis again.
          inMemoryBlockOnConsumed: limit.most + 1,
          insuranceLimiter: alone,
        }),
    );
    this.#places = places.length > 0 ? places : [alone];
  }

  /** Counts so many times more. Rejects with a RateLimiterRes beyond the limit. */
  consume(key: string, times = 1): Promise<RateLimiterRes> {
    return this.#homeOf(key).consume(key, times);
  }

  /** What is counted so far; `null` if nothing. */
  get(key: string): Promise<RateLimiterRes | null> {
    return this.#homeOf(key).get(key);
  }

  #homeOf(key: string): RateLimiterAbstract {
    return rendezvous(key, this.#places)[0]!;
  }
}
