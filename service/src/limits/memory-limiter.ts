import type { Limit, Limiter } from './limiter.ts';

/** Above this many windows those that have ended are forgotten. */
const MOST_WINDOWS = 10_000;

/** Counts in this process alone. */
export class MemoryLimiter implements Limiter {
  readonly #windows = new Map<string, { count: number; readonly until: number }>();

  async take({ name, most, seconds }: Limit, who: string): Promise<boolean> {
    const now = performance.now();
    if (this.#windows.size > MOST_WINDOWS)
      for (const [key, { until }] of this.#windows) if (until <= now) this.#windows.delete(key);
    const key = `${name}:${who}`;
    const known = this.#windows.get(key);
    const window =
      known !== undefined && now < known.until ? known : { count: 0, until: now + seconds * 1000 };
    this.#windows.set(key, window);
    if (window.count >= most) return false;
    window.count += 1;
    return true;
  }
}
