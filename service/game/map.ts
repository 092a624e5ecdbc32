import { type Grid, NEUTRAL, WALL } from './grid.ts';
import type { Chance } from './random.ts';

/** Cells of board for each piece of wall. */
const CELLS_PER_PIECE = 150;

/** Free cells around each piece and along the edge: nothing is walled in, and a 3×3 square always fits between. */
const CLEARANCE = 3;

/** Width and height of the pieces. */
const PIECES = [
  [4, 1],
  [1, 4],
  [6, 1],
  [1, 6],
  [2, 2],
  [3, 2],
  [2, 3],
] as const;

/** A board with its walls. Each piece costs three draws (shape, x, y), also when it finds no room. */
export function generateMap(grid: Grid, chance: Chance): Int16Array {
  const { width, height } = grid;
  const land = new Int16Array(width * height).fill(NEUTRAL);
  const pieces = Math.floor((width * height) / CELLS_PER_PIECE);
  for (let piece = 0; piece < pieces; piece += 1) {
    const [w, h] = PIECES[chance.draw(PIECES.length)]!;
    const x = CLEARANCE + chance.draw(width - 2 * CLEARANCE - w + 1);
    const y = CLEARANCE + chance.draw(height - 2 * CLEARANCE - h + 1);
    if (isClear(land, width, x - CLEARANCE, y - CLEARANCE, w + 2 * CLEARANCE, h + 2 * CLEARANCE))
      for (let row = y; row < y + h; row += 1) land.fill(WALL, row * width + x, row * width + x + w);
  }
  return land;
}

function isClear(land: Int16Array, width: number, x: number, y: number, w: number, h: number): boolean {
  for (let row = y; row < y + h; row += 1)
    for (let column = x; column < x + w; column += 1)
      if (land[row * width + column] !== NEUTRAL) return false;
  return true;
}
