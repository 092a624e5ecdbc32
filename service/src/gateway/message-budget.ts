/** Messages a second that a player can need (turns, repeats, progress), with room for bursts after a pause. */
const PER_SECOND = 30;
const BURST = 90;

/** A token bucket for one socket's messages. */
export class MessageBudget {
  #left = BURST;
  #at: number;

  /** `now` is in milliseconds, here and below. */
  constructor(now: number) {
    this.#at = now;
  }

  /** Takes one message off; `false` if there is none left. */
  spend(now: number): boolean {
    this.#left = Math.min(BURST, this.#left + ((now - this.#at) / 1000) * PER_SECOND);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
