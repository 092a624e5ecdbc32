/** Device pixels of a CSS pixel beyond which nobody sees a difference, and every device works for it. */
export const MOST_RATIO = 2;

/** Less than this looks coarse; it is not drawn with less, however slow a device is. */
const LEAST_RATIO = 1;

/** What is taken off at a time. */
const STEP = 0.5;

/** A picture that comes later than this after the one before, in ms, has missed its turn on a screen of 60 a second. */
const LATE_MS = 25;

/** After so long nothing was drawn at all: the page was hidden, or another match has begun. */
const PAUSE_MS = 250;

/** So many pictures are looked at together, and so many of them may be late. */
const LOOKED_AT = 90;
const MOST_LATE = LOOKED_AT / 6;

/**
 * How sharp a canvas is drawn: with as many pixels as the screen has, up to a limit that comes down where the device cannot
 * draw them as often as the screen shows pictures. Even motion is worth more than sharp corners; what was too much stays so.
 */
export class Sharpness {
  #most = MOST_RATIO;
  #drawnAt = Number.NaN;
  #seen = 0;
  #late = 0;

  /** Device pixels to draw for a CSS pixel, on a screen that has so many. */
  ratioOn(screen: number): number {
    return Math.min(this.#most, screen);
  }

  /**
   * A picture is drawn with a ratio. Times are in ms. Returns whether the ratio is to come down from now on.
   */
  isTooMuch(ratio: number, now: number): boolean {
    const gap = now - this.#drawnAt;
    this.#drawnAt = now;
    if (!(gap < PAUSE_MS)) {
      this.#begin();
      return false;
    }
    this.#seen += 1;
    if (gap > LATE_MS) this.#late += 1;
    if (this.#seen < LOOKED_AT) return false;
    const isTooMuch = this.#late > MOST_LATE && ratio > LEAST_RATIO;
    if (isTooMuch) this.#most = Math.max(LEAST_RATIO, ratio - STEP);
    this.#begin();
    return isTooMuch;
  }

  #begin(): void {
    this.#seen = 0;
    this.#late = 0;
  }
}
