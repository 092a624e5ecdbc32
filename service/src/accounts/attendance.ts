import type { Logger } from '../logger.ts';
import { pause } from '../rooms/pause.ts';
import { LogUnavailable, type RoomLog } from '../rooms/room-log.ts';
import { type MatchId, type PlayerId, parseMatchId } from '../store/ids.ts';
import { type Store, StoreUnavailable } from '../store/store.ts';

/** Pause between two attempts to note a sitting while the store is away, and how many are made: an hour's worth. */
const RETRY_MS = 2_000;
const MOST_ATTEMPTS = 1_800;

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

  constructor(props: AttendanceProps) {
    this.#props = props;
  }

  /** Somebody sits down; to be called back when they leave. Play does not wait for the note. */
  sit(seated: Seated): () => void {
    const from = new Date();
    this.#note(seated, from, null);
    return () => this.#note(seated, from, new Date());
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
    const note = this.#insist(seated, from, until).catch((error: unknown) => {
      this.#props.logger.error({ room: seated.code, err: error }, 'a sitting could not be noted');
    });
    this.#notes.add(note);
    void note.then(() => this.#notes.delete(note));
  }

  async #insist({ code, person, player }: Seated, from: Date, until: Date | null): Promise<void> {
    const { log, store } = this.#props;
    let match: MatchId | undefined;
    for (let attempt = 1; ; attempt += 1) {
      try {
        if (match === undefined) {
          const room = await log.find(code);
          // A room that is gone has been kept, with those who had been noted by then.
          if (room === null) return;
          match = parseMatchId(room.match);
        }
        await store.recordSitting({ match, person, player, from, until });
        return;
      } catch (error) {
        const isAway = error instanceof StoreUnavailable || error instanceof LogUnavailable;
        if (!isAway || attempt >= MOST_ATTEMPTS || this.#aborter.signal.aborted) throw error;
        await pause(RETRY_MS, this.#aborter.signal);
      }
    }
  }
}
