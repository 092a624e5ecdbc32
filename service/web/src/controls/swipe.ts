import type { Direction } from '../../../game/index.ts';

/** CSS pixels that a finger travels before it means a direction. */
const TRAVEL = 16;

/** How much longer than across a way must be along its direction: diagonals mean nothing. */
const CLEAR = 1.25;

/** Reads directions from fingers, each for itself: one may rest. None need be lifted between two turns. */
export class Swipe {
  /** Where each finger is measured from. */
  readonly #from = new Map<number, { readonly x: number; readonly y: number }>();

  /** A finger touches. */
  begin(finger: number, x: number, y: number): void {
    this.#from.set(finger, { x, y });
  }

  /** A finger moves; returns a direction once it has gone far enough in one. */
  move(finger: number, x: number, y: number): Direction | null {
    const from = this.#from.get(finger);
    if (from === undefined) return null;
    const dx = x - from.x;
    const dy = y - from.y;
    const along = Math.max(Math.abs(dx), Math.abs(dy));
    if (along < TRAVEL || along < CLEAR * Math.min(Math.abs(dx), Math.abs(dy))) return null;
    this.begin(finger, x, y);
    if (Math.abs(dx) > Math.abs(dy)) return dx > 0 ? 1 : 3;
    return dy > 0 ? 2 : 0;
  }

  /** A finger is lifted. */
  end(finger: number): void {
    this.#from.delete(finger);
  }
}
