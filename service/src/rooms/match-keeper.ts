import type { Logger } from '../logger.ts';
import type { Meter } from '../meter.ts';
import type { LoggedTick, RoomLog, RoomRecord } from './room-log.ts';

/** Time between two looks at the finished rooms. */
const SWEEP_MS = 1000;

/** So long the process that ran a match has to keep it before others do: they would only work out the same. */
const PRECEDENCE_MS = 5000;

/** How long a finished room stays for those who come to see how it ended. */
const AFTERGLOW_MS = 10_000;

/** A match whose last tick is logged. */
export interface FinishedMatch {
  readonly record: RoomRecord;
  readonly log: readonly LoggedTick[];
}

/** What a keeper needs. */
export interface KeeperProps {
  readonly log: RoomLog;
  readonly meter: Meter;
  readonly logger: Logger;
  /** Whether this process runs the room, which it does for a while after the match's end. */
  readonly runs: (code: string) => boolean;
  /** Keeps the match for good; the same one twice must be the same as once. */
  readonly keep: (match: FinishedMatch) => Promise<void>;
}

/**
 * Keeps finished matches for good, then lets their rooms go. Every process looks after every finished room, so a match
 * is kept also if its owner dies with the last tick; `keep` sees to it that it is kept once.
 */
export class MatchKeeper {
  readonly #props: KeeperProps;
  readonly #keptAt = new Map<string, number>();
  /** Finished rooms whose match is not kept yet, and since when they are known here. */
  readonly #waiting = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  #isSweeping = false;

  constructor(props: KeeperProps) {
    this.#props = props;
    this.#timer = setInterval(() => void this.sweep(performance.now()), SWEEP_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Looks once after all finished rooms. What could not be done now is done at the next look. */
  async sweep(now: number): Promise<void> {
    if (this.#isSweeping) return;
    this.#isSweeping = true;
    try {
      const codes = await this.#props.log.finished();
      for (const code of codes) {
        if (!this.#keptAt.has(code) && !this.#waiting.has(code)) this.#waiting.set(code, now);
        // A match that cannot be kept waits; it must not keep the others waiting.
        await this.#lookAfter(code, now).catch((error: unknown) => {
          this.#props.logger.error({ room: code, err: error }, 'finished match waits to be kept');
        });
      }
      for (const known of [this.#keptAt, this.#waiting])
        for (const code of known.keys()) if (!codes.includes(code)) known.delete(code);
    } catch (error) {
      this.#props.logger.warn({ err: error }, 'finished matches cannot be looked up');
    } finally {
      this.#isSweeping = false;
    }
  }

  /** Sets the gauges of matches that wait. `now` is in milliseconds. */
  measure(now: number): void {
    const { meter } = this.#props;
    const oldest = Math.min(now, ...this.#waiting.values());
    meter.set('playcode_matches_pending', {}, this.#waiting.size);
    meter.set('playcode_matches_pending_age_seconds', {}, (now - oldest) / 1000);
  }

  async #lookAfter(code: string, now: number): Promise<void> {
    const { log } = this.#props;
    const keptAt = this.#keptAt.get(code);
    if (keptAt === undefined) {
      if (!this.#props.runs(code) && now - this.#waiting.get(code)! < PRECEDENCE_MS) return;
      const record = await log.find(code);
      if (record !== null) await this.#props.keep({ record, log: await log.range(code, 0) });
      this.#keptAt.set(code, now);
      this.#waiting.delete(code);
    } else if (now - keptAt >= AFTERGLOW_MS) {
      await log.notify(code, { tell: 'closed' });
      await log.remove(code);
    }
  }
}
