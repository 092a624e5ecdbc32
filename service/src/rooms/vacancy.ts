import { Standstill } from './standstill.ts';

/** So long a room waits for somebody to be in it. */
const EMPTY_MS = 30_000;

/** How long nobody has been in a room. Times are handed in, in milliseconds. */
export class Vacancy {
  readonly #standstill: Standstill;
  #since: number;

  constructor(now: number) {
    this.#standstill = new Standstill(now);
    this.#since = now;
  }

  /** Looks whether the room has been empty for too long. After a standstill people have as long again to come. */
  isTooLong(isEmpty: boolean, now: number): boolean {
    const stoodStill = this.#standstill.look(now);
    if (stoodStill || !isEmpty) this.#since = now;
    return now - this.#since > EMPTY_MS;
  }
}
