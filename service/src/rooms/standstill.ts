/**
 * Looks come about once a second or sooner. Where one comes later than this the room stood still, for the log was away or
 * this process was: nobody could be heard then.
 */
const STANDSTILL_MS = 3000;

/** Notices that a room has stood still. Times are handed in, in milliseconds. */
export class Standstill {
  #lookedAt: number;

  constructor(now: number) {
    this.#lookedAt = now;
  }

  /** Whether the room stood still since the last look. */
  look(now: number): boolean {
    const isOver = now - this.#lookedAt > STANDSTILL_MS;
    this.#lookedAt = now;
    return isOver;
  }
}
