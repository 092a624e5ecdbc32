/** Rooms tick at one of so many moments of a tick. */
const MOMENTS = 3;

/** So many rooms at one moment, and the next comes to another: nobody else is served while they tick. */
const MOST_TOGETHER = 32;

/**
 * The beat of a process: its rooms tick together, so that what they log, and what they hear, goes to and comes from
 * Redis together, where each write and each read costs more than a tick's bytes. Times are of `performance.now()`.
 */
export class Metronome {
  readonly #calls = new Map<number, (() => void)[]>();

  /** The first moment that is not earlier. */
  moment(earliest: number, tickMs: number): number {
    const step = tickMs / MOMENTS;
    return Math.ceil(earliest / step) * step;
  }

  /** Of the moments of one tick from then on, that in which a room joins most others. */
  join(earliest: number, tickMs: number): number {
    const first = this.moment(earliest, tickMs);
    const moments = Array.from({ length: MOMENTS }, (_, index) => first + (index * tickMs) / MOMENTS);
    const sizes = moments.map((moment) => this.#calls.get(moment)?.length ?? 0);
    const fullest = Math.max(...sizes.filter((size) => size < MOST_TOGETHER), 0);
    const best = sizes.indexOf(fullest);
    return moments[best < 0 ? sizes.indexOf(Math.min(...sizes)) : best]!;
  }

  /** Calls at a moment, together with all that are due then. */
  at(moment: number, call: () => void): void {
    const together = this.#calls.get(moment);
    if (together !== undefined) {
      together.push(call);
      return;
    }
    const calls = [call];
    this.#calls.set(moment, calls);
    setTimeout(
      () => {
        this.#calls.delete(moment);
        for (const each of calls) each();
      },
      Math.ceil(moment - performance.now()),
    );
  }
}
