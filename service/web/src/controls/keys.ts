import type { Direction } from '../../../game/index.ts';

/** Keys by where they are on the keyboard, so that WASD is a cross in every layout, Korean input on or off. */
const DIRECTIONS: ReadonlyMap<string, Direction> = new Map([
  ['ArrowUp', 0],
  ['ArrowRight', 1],
  ['ArrowDown', 2],
  ['ArrowLeft', 3],
  ['KeyW', 0],
  ['KeyD', 1],
  ['KeyS', 2],
  ['KeyA', 3],
]);

/** The direction that a key means. */
export function directionOf(code: string): Direction | null {
  return DIRECTIONS.get(code) ?? null;
}
