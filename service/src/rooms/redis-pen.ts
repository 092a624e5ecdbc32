import type { Redis } from 'ioredis';
import { answered } from './redis-connection.ts';
import { FINISHED, RoomKeys } from './room-keys.ts';
import type { LoggedTick, OwnerToken } from './room-log.ts';
import type { Scripts } from './room-script.ts';
import { heed } from './script-word.ts';

/** Most rooms in one call: Redis serves nobody else meanwhile. */
const MOST_TOGETHER = 64;

/** A tick to be logged. */
export interface Stroke {
  readonly code: string;
  readonly token: OwnerToken;
  readonly tick: LoggedTick;
  readonly isLast: boolean;
}

interface Waiting extends Stroke {
  resolve(): void;
  reject(error: unknown): void;
}

/** How long an owner owns a room after its last tick, and how long the log of a room is kept after its first. */
export interface PenProps {
  readonly leaseMs: number;
  readonly keptSeconds: number;
}

/**
 * Logs the ticks of this process: what comes in one turn of the event loop goes to Redis in one call. Rooms tick in
 * step, and a call costs both sides more than what a tick takes in it. Each tick stands or falls for itself.
 */
export class RedisPen {
  readonly #redis: Redis & Scripts;
  readonly #props: PenProps;
  #waiting: Waiting[] = [];

  constructor(redis: Redis & Scripts, props: PenProps) {
    this.#redis = redis;
    this.#props = props;
  }

  /** Logs and sends a tick. @throws Fenced, Conflict, TailLost, LogUnavailable */
  write(stroke: Stroke): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...stroke, resolve, reject });
      if (this.#waiting.length === 1) setImmediate(() => this.#writeAll());
    });
  }

  #writeAll(): void {
    const all = this.#waiting;
    this.#waiting = [];
    for (let at = 0; at < all.length; at += MOST_TOGETHER)
      void this.#writeTogether(all.slice(at, at + MOST_TOGETHER));
  }

  async #writeTogether(strokes: readonly Waiting[]): Promise<void> {
    try {
      const words = (await answered(this.#redis.roomAppend(...this.#argumentsOf(strokes)))).split('\n');
      for (const [index, stroke] of strokes.entries()) settle(stroke, words[index]);
    } catch (error) {
      for (const { reject } of strokes) reject(error);
    }
  }

  #argumentsOf(strokes: readonly Stroke[]): (string | number | Buffer)[] {
    const keys: string[] = [FINISHED];
    const values: (string | number | Buffer)[] = [this.#props.leaseMs, this.#props.keptSeconds];
    for (const { code, token, tick, isLast } of strokes) {
      const { room, log } = new RoomKeys(code);
      const { buffer, byteOffset, byteLength } = tick.bytes;
      keys.push(room, log);
      values.push(token, tick.tick + 1, Buffer.from(buffer, byteOffset, byteLength), isLast ? code : '');
    }
    return [keys.length, ...keys, ...values];
  }
}

function settle({ code, resolve, reject }: Waiting, word: string | undefined): void {
  try {
    heed(code, word);
    resolve();
  } catch (error) {
    reject(error);
  }
}
