/** How much of something a socket may take. */
export interface Allowance {
  readonly perSecond: number;
  /** All that has been saved up in quiet times. */
  readonly most: number;
}

/** Messages that a player can need (turns, repeats, progress), with room for bursts after a pause. */
export const MESSAGES: Allowance = { perSecond: 30, most: 90 };

/** Bytes in whatever frames, far more than those messages: what is no message costs the process as much. */
export const BYTES: Allowance = { perSecond: 16 * 1024, most: 64 * 1024 };

/** A token bucket. */
export class Budget {
  readonly #allowance: Allowance;
  #left: number;
  #at: number;

  /** `now` is in milliseconds, here and below. */
  constructor(allowance: Allowance, now: number) {
    this.#allowance = allowance;
    this.#left = allowance.most;
    this.#at = now;
  }

  /** Takes some off; `false` if there is not so much left. */
  spend(amount: number, now: number): boolean {
    const { perSecond, most } = this.#allowance;
    this.#left = Math.min(most, this.#left + ((now - this.#at) / 1000) * perSecond);
    this.#at = now;
    if (this.#left < amount) return false;
    this.#left -= amount;
    return true;
  }
}
