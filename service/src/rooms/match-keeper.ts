import type { Logger } from '../logger.ts';
import type { Meter } from '../meter.ts';
import type { Outcome } from './outcome.ts';
import type { LoggedTick, RoomLog, RoomRecord } from './room-log.ts';

/** Time between two looks at the finished rooms. */
const SWEEP_MS = 1000;

/** How long a finished room stays for those who come to see how it ended, once its match is kept. */
const AFTERGLOW_MS = 10_000;

/**
 * So long the process that ran a match has to keep it before others do: they would have to replay it. Where it does keep it,
 * the room is gone before any of them asks the store, of which there may be hundreds.
 */
const PRECEDENCE_MS = AFTERGLOW_MS + 2 * SWEEP_MS;

/**
 * Wait before the log of a match is read again that was read and could not be kept: at first, and at most. It is half a
 * megabyte, takes seconds to be replayed, and every process reads it; a store that has no room is full for longer.
 */
const FIRST_WAIT_MS = 2000;
const MOST_WAIT_MS = 60_000;

/** A match whose last tick is logged. */
export interface FinishedMatch {
  readonly record: RoomRecord;
  /** How it came out, where it was run here to its end. */
  readonly outcome: Outcome | undefined;
  readonly readLog: () => Promise<readonly LoggedTick[]>;
}

/** A match that is not kept yet. Times are in milliseconds. */
interface Waiting {
  /** Since when it is known here. */
  readonly since: number;
  /** When it may be tried again, and how long after that if it is in vain. */
  notBefore: number;
  wait: number;
}

/** How a match came out that was run here. */
interface Noted {
  readonly outcome: Outcome;
  /** Since when its room is not among the finished ones, in milliseconds; `null` while it is. */
  goneSince: number | null;
}

/** What a keeper needs. */
export interface KeeperProps {
  readonly log: RoomLog;
  readonly meter: Meter;
  readonly logger: Logger;
  /** Keeps the match for good; the same one twice must be the same as once. */
  readonly keep: (match: FinishedMatch) => Promise<void>;
}

/**
 * Keeps finished matches for good, then lets their rooms go. Every process looks after every finished room, so a match
 * is kept also if its owner dies with the last tick; `keep` sees to it that it is kept once. The process that ran it
 * knows how it came out, and comes first.
 */
export class MatchKeeper {
  readonly #props: KeeperProps;
  readonly #keptAt = new Map<string, number>();
  /** Finished rooms whose match is not kept yet. */
  readonly #waiting = new Map<string, Waiting>();
  readonly #noted = new Map<string, Noted>();
  readonly #timer: NodeJS.Timeout;
  #isSweeping = false;

  constructor(props: KeeperProps) {
    this.#props = props;
    this.#timer = setInterval(() => void this.sweep(performance.now()), SWEEP_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Notes how the match of a room came out that was run here to its end. */
  note(code: string, outcome: Outcome): void {
    this.#noted.set(code, { outcome, goneSince: null });
  }

  /** Looks once after all finished rooms. What could not be done now is done at the next look. */
  async sweep(now: number): Promise<void> {
    if (this.#isSweeping) return;
    this.#isSweeping = true;
    try {
      const codes = await this.#props.log.finished();
      for (const code of codes) {
        if (!this.#keptAt.has(code) && !this.#waiting.has(code))
          this.#waiting.set(code, { since: now, notBefore: now, wait: FIRST_WAIT_MS });
        // A match that cannot be kept waits; it must not keep the others waiting.
        await this.#lookAfter(code, now).catch((error: unknown) => {
          this.#props.logger.error({ room: code, err: error }, 'finished match waits to be kept');
        });
      }
      this.#forget(codes, now);
    } catch (error) {
      this.#props.logger.warn({ err: error }, 'finished matches cannot be looked up');
    } finally {
      this.#isSweeping = false;
    }
  }

  /** Sets the gauges of matches that wait. `now` is in milliseconds. */
  measure(now: number): void {
    const { meter } = this.#props;
    const oldest = Math.min(now, ...[...this.#waiting.values()].map(({ since }) => since));
    meter.set('playcode_matches_pending', {}, this.#waiting.size);
    meter.set('playcode_matches_pending_age_seconds', {}, (now - oldest) / 1000);
  }

  /**
   * Forgets rooms that are gone; those of a log that is away may not be. How a match came out is known for longer: its room
   * may not be among the finished ones yet, or its owner is about to put back what the log has lost.
   */
  #forget(finished: readonly string[], now: number): void {
    const isGone = (code: string): boolean => !finished.includes(code) && this.#props.log.reaches(code);
    for (const memory of [this.#keptAt, this.#waiting])
      for (const code of memory.keys()) if (isGone(code)) memory.delete(code);
    for (const [code, noted] of this.#noted) {
      noted.goneSince = isGone(code) ? (noted.goneSince ?? now) : null;
      if (noted.goneSince !== null && now - noted.goneSince >= PRECEDENCE_MS) this.#noted.delete(code);
    }
  }

  /**
   * A finished room without a record: another process has just removed it, or its owner is about to put it back. One that
   * stays so is of no use to anybody.
   */
  async #lookForLost(code: string, { since }: Waiting, now: number): Promise<void> {
    if (now - since < PRECEDENCE_MS) return;
    this.#props.logger.error({ room: code }, 'finished room without a record; its match is lost');
    await this.#props.log.remove(code);
  }

  async #lookAfter(code: string, now: number): Promise<void> {
    const { log } = this.#props;
    const keptAt = this.#keptAt.get(code);
    if (keptAt === undefined) await this.#keep(code, this.#waiting.get(code)!, now);
    else if (now - keptAt >= AFTERGLOW_MS) {
      await log.notify(code, { tell: 'closed' });
      await log.remove(code);
    }
  }

  async #keep(code: string, waiting: Waiting, now: number): Promise<void> {
    const { log, keep } = this.#props;
    const outcome = this.#noted.get(code)?.outcome;
    if (outcome === undefined && now - waiting.since < PRECEDENCE_MS) return;
    if (now < waiting.notBefore) return;
    const record = await log.find(code);
    if (record === null) {
      await this.#lookForLost(code, waiting, now);
      return;
    }
    const readLog = (): Promise<readonly LoggedTick[]> => {
      waiting.notBefore = now + waiting.wait;
      waiting.wait = Math.min(2 * waiting.wait, MOST_WAIT_MS);
      return log.range(code, 0);
    };
    await keep({ record, outcome, readLog });
    this.#noted.delete(code);
    this.#keptAt.set(code, now);
    this.#waiting.delete(code);
  }
}
