/** By the room's size: width and height in cells, the most people, and to how many players bots usually fill it. */
export const SIZES = {
  duel: { width: 40, height: 40, seats: 2, fill: 2 },
  small: { width: 64, height: 64, seats: 16, fill: 8 },
  large: { width: 96, height: 96, seats: 64, fill: 24 },
  huge: { width: 256, height: 256, seats: 200, fill: 80 },
} as const;

/** Name of a room's size. */
export type Size = keyof typeof SIZES;

/** 0 up, 1 right, 2 down, 3 left. */
export type Direction = 0 | 1 | 2 | 3;

/** A heading: a direction, or `STILL`. */
export type Heading = Direction | 4;

/** No direction. */
export const STILL = 4;

/** Owner of a cell that nobody owns, and of a wall. */
export const NEUTRAL = 0;
export const WALL = -1;

/** No cell: the place of someone who is not on the board. */
export const NOWHERE = -1;

/** Width and height of a board, in cells; a cell's index is `y · width + x` from the top left. */
export interface Grid {
  readonly width: number;
  readonly height: number;
}

/** The direction from which one comes going `direction`. */
export function opposite(direction: Direction): Direction {
  return ((direction + 2) % 4) as Direction;
}

/** Index of the neighbour of a cell, or `NOWHERE` beyond the edge. */
export function neighbour(grid: Grid, cell: number, direction: Direction): number {
  const { width, height } = grid;
  const x = cell % width;
  switch (direction) {
    case 0:
      return cell >= width ? cell - width : NOWHERE;
    case 1:
      return x < width - 1 ? cell + 1 : NOWHERE;
    case 2:
      return cell < width * (height - 1) ? cell + width : NOWHERE;
    case 3:
      return x > 0 ? cell - 1 : NOWHERE;
  }
}

/** Steps between two cells along the axes. */
export function manhattan(grid: Grid, a: number, b: number): number {
  const { width } = grid;
  const dx = Math.abs((a % width) - (b % width));
  const dy = Math.abs(Math.floor(a / width) - Math.floor(b / width));
  return dx + dy;
}
