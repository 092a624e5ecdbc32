import { setMaxListeners } from 'node:events';
import type { Logger } from '../logger.ts';
import { pause } from '../rooms/pause.ts';
import { LogUnavailable, type RoomLog } from '../rooms/room-log.ts';
import { type PlayerId, parseMatchId } from '../store/ids.ts';
import { type Store, StoreUnavailable } from '../store/store.ts';

/** Pause between two attempts to note a sitting while the store is away, and how long they are made. */
const RETRY_MS = 2_000;
const PATIENCE_MS = 60 * 60_000;

/**
 * Notes that are written at a time. While the store is away the others wait behind them: thousands that fail at the same
 * moment, again and again, would keep the process from its ticks.
 */
const MOST_AT_ONCE = 20;

/** What an attendance book needs. */
export interface AttendanceProps {
  readonly log: Pick<RoomLog, 'find'>;
  readonly store: Pick<Store, 'recordSitting'>;
  readonly logger: Logger;
}

/** Who sat down where. */
export interface Seated {
  readonly code: string;
  readonly person: string;
  readonly player: PlayerId;
}

/** Notes in the store who with an account sits in which match, so that its result counts for them. */
export class Attendance {
  readonly #props: AttendanceProps;
  readonly #notes = new Set<Promise<void>>();
  readonly #aborter = new AbortController();
  /** Notes that are being written, and what lets the next of those begin that wait. */
  #underWay = 0;
  readonly #waiting: (() => void)[] = [];
  #isStoreAway = false;

  constructor(props: AttendanceProps) {
    this.#props = props;
    // Every note that waits listens, and Node would warn of more than ten.
    setMaxListeners(0, this.#aborter.signal);
  }

  /** Somebody sits down; to be called back when they leave. Play does not wait for the note. */
  sit(seated: Seated): () => void {
    const from = new Date();
    this.#note(seated, from, null);
    // The clock may have been set back meanwhile.
    return () => this.#note(seated, from, new Date(Math.max(Date.now(), from.getTime())));
  }

  /** Waits until everything is noted. */
  async settled(): Promise<void> {
    await Promise.all(this.#notes);
  }

  /** Makes no more attempts, and waits for those under way. */
  async close(): Promise<void> {
    this.#aborter.abort();
    await this.settled();
  }

  #note(seated: Seated, from: Date, until: Date | null): void {
    const note = this.#write(seated, from, until).catch((error: unknown) => {
      this.#props.logger.error({ room: seated.code, err: error }, 'a sitting could not be noted');
    });
    this.#notes.add(note);
    void note.then(() => this.#notes.delete(note));
  }

  async #write({ code, person, player }: Seated, from: Date, until: Date | null): Promise<void> {
    const { log, store } = this.#props;
    const deadline = performance.now() + PATIENCE_MS;
    const room = await this.#insist(() => log.find(code), deadline);
    // A room that is gone has been kept, with those who had been noted by then.
    if (room === null) return;
    const sitting = { match: parseMatchId(room.match), person, player, from, until };
    const record = async (): Promise<void> => {
      await store.recordSitting(sitting).catch((error: unknown) => {
        this.#isStoreAway = error instanceof StoreUnavailable;
        throw error;
      });
      this.#isStoreAway = false;
    };
    await this.#inTurn(() => this.#insist(record, deadline), deadline);
  }

  async #inTurn(work: () => Promise<void>, deadline: number): Promise<void> {
    if (this.#underWay < MOST_AT_ONCE) this.#underWay += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      // Whoever ends the process waits for what a store that is there can still be told, and for no more.
      if (this.#isStoreAway) this.#aborter.signal.throwIfAborted();
      if (this.#isStoreAway && performance.now() >= deadline)
        throw new StoreUnavailable(`away for ${PATIENCE_MS / 60_000} minutes`);
      await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#underWay -= 1;
      else next();
    }
  }

  async #insist<T>(ask: () => Promise<T>, deadline: number): Promise<T> {
    const { signal } = this.#aborter;
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        const isAway = error instanceof StoreUnavailable || error instanceof LogUnavailable;
        if (!isAway || performance.now() >= deadline || signal.aborted) throw error;
        await pause(RETRY_MS, signal);
      }
    }
  }
}
