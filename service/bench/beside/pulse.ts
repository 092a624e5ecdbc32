/** How finely it is looked whether the process is held up. */
const LOOK_MS = 5;

/** Feels how long this process is held up, by its own work or because it gets no processor, until it is asked. */
export class Pulse {
  readonly #begin = performance.now();
  readonly #holds: number[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor() {
    let last = this.#begin;
    this.#timer = setInterval(() => {
      const now = performance.now();
      this.#holds.push(Math.max(0, now - last - LOOK_MS));
      last = now;
    }, LOOK_MS);
  }

  /** How late the process was at most for so large a part of what came to it at any moment. */
  end(part: number): number {
    clearInterval(this.#timer);
    return latenessOf(this.#holds, performance.now() - this.#begin, part);
  }
}

/**
 * What comes while a process is held up waits for the hold's end: one long hold makes more late than many short ones.
 * @param lasted Time in all, holds included
 */
export function latenessOf(holds: readonly number[], lasted: number, part: number): number {
  const isLateFor = (late: number): number =>
    holds.reduce((sum, hold) => sum + Math.max(0, hold - late), 0) / lasted;
  let least = 0;
  let most = Math.max(0, ...holds);
  if (isLateFor(0) <= 1 - part) return 0;
  while (most - least > 0.01) {
    const middle = (least + most) / 2;
    if (isLateFor(middle) > 1 - part) least = middle;
    else most = middle;
  }
  return most;
}
