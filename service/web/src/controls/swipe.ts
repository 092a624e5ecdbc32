import type { Direction } from '../../../game/index.ts';

/** CSS pixels that a finger travels before it means a direction. */
const TRAVEL = 16;

/** How much longer than across a way must be along its direction: diagonals mean nothing. */
const CLEAR = 1.25;

/** Reads directions from one finger; it need not be lifted between two turns. */
export class Swipe {
  #x = 0;
  #y = 0;
  #down = false;

  /** The finger touches. */
  begin(x: number, y: number): void {
    this.#x = x;
    this.#y = y;
    this.#down = true;
  }

  /** The finger moves; returns a direction once it has gone far enough in one. */
  move(x: number, y: number): Direction | null {
    if (!this.#down) return null;
    const dx = x - this.#x;
    const dy = y - this.#y;
    const along = Math.max(Math.abs(dx), Math.abs(dy));
    if (along < TRAVEL || along < CLEAR * Math.min(Math.abs(dx), Math.abs(dy))) return null;
    this.begin(x, y);
    if (Math.abs(dx) > Math.abs(dy)) return dx > 0 ? 1 : 3;
    return dy > 0 ? 2 : 0;
  }

  /** The finger is lifted. */
  end(): void {
    this.#down = false;
  }
}
