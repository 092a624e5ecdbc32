import { setTimeout as wait } from 'node:timers/promises';
import type { Crowd } from './crowd.ts';
import type { Narrator } from './narrator.ts';
import type { Rig } from './rig.ts';

/** A room that has not gone on for so long stands still for good. */
export const STUCK_MS = 20_000;

/** So soon after Redis has come back to a process it takes no rooms over, or nobody does; Redis counts whole seconds. */
const HELD_BACK_MS = 5000;

/** A room that was taken over no sooner has its story told. */
const LONG_MS = 2000;

/** How long something took, in ms. */
export interface Spread {
  readonly p50: number;
  readonly p99: number;
  readonly count: number;
}

/** What takeovers are measured with. */
export interface TakeoversProps {
  readonly rig: Rig;
  readonly crowd: Crowd;
  readonly narrator: Narrator;
}

/** How long rooms stand still until another process goes on with them. */
export class Takeovers {
  readonly #props: TakeoversProps;
  readonly #watches: Promise<void>[] = [];
  readonly #took: number[] = [];
  readonly #tookAfterRedisFault: number[] = [];
  #redisBackAt = performance.now();

  constructor(props: TakeoversProps) {
    this.#props = props;
  }

  /** Measures from now to the first tick of another owner, for each of the rooms that gets one. */
  watch(codes: readonly string[]): void {
    this.#watches.push(this.#watchAll(codes));
  }

  /** Processes that had lost Redis have it again: for a while they hold back on purpose. */
  noteRedisBack(): void {
    this.#redisBackAt = performance.now();
  }

  /** Waits until all that are watched are over. */
  async end(): Promise<void> {
    await Promise.all(this.#watches);
  }

  /** Those with Redis well, and those within seconds of a fault of Redis, apart. */
  get spreads(): { readonly takeoverMs: Spread; readonly takeoverAfterRedisFaultMs: Spread } {
    return { takeoverMs: spread(this.#took), takeoverAfterRedisFaultMs: spread(this.#tookAfterRedisFault) };
  }

  async #watchAll(codes: readonly string[]): Promise<void> {
    const { rig, crowd, narrator } = this.#props;
    const begin = performance.now();
    const before = new Map(codes.map((code) => [code, rig.owners.get(code)]));
    // What was on its way is not the next owner's.
    await wait(100);
    const ledgers = crowd.lively.filter(({ code }) => codes.includes(code));
    await Promise.all(
      ledgers.map(async (ledger) => {
        const last = ledger.newest.tick;
        while (ledger.newest.tick === last && performance.now() - begin < STUCK_MS) await wait(5);
        if (ledger.newest.tick === last || rig.owners.get(ledger.code) === before.get(ledger.code)) return;
        const isAfterRedisFault = begin - this.#redisBackAt < HELD_BACK_MS;
        const took = performance.now() - begin;
        (isAfterRedisFault ? this.#tookAfterRedisFault : this.#took).push(took);
        if (took >= LONG_MS)
          narrator.tellRoom(
            ledger.code,
            `taken over in ${Math.round(took)} ms, ${isAfterRedisFault ? 'after a fault of Redis' : 'Redis well'}`,
          );
      }),
    );
  }
}

function spread(values: readonly number[]): Spread {
  return { p50: percentile(values, 0.5), p99: percentile(values, 0.99), count: values.length };
}

function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
}
