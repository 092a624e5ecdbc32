import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { RateLimiterRes } from 'rate-limiter-flexible';
import { Counter } from './counter.ts';

/** How often something may be done. */
export interface Limit {
  /** First word of its keys. */
  readonly name: string;
  readonly most: number;
  readonly seconds: number;
}

/** Under which somebody is counted: whoever reads Redis learns nobody's address, and no browser's secret. */
export function keyOf(who: string): string {
  return createHash('sha256').update(who).digest('base64url');
}

/** Counts what is done, so that nobody does too much of it. */
export class Limiter {
  readonly #shards: readonly Redis[];
  readonly #counters = new Map<string, Counter>();

  /** @param shards Where all processes count together; none to count in this one. */
  constructor(shards: readonly Redis[]) {
    this.#shards = shards;
  }

  /** Whether `who` may do it once more; counts it if so. */
  async take(limit: Limit, who: string): Promise<boolean> {
    try {
      await this.#counterOf(limit).consume(keyOf(who));
      return true;
    } catch (error) {
      if (error instanceof RateLimiterRes) return false;
      throw error;
    }
  }

  #counterOf(limit: Limit): Counter {
    const counter = this.#counters.get(limit.name) ?? new Counter(limit, this.#shards);
    this.#counters.set(limit.name, counter);
    return counter;
  }
}
