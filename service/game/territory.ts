import type { State } from './state.ts';

/** A rectangle of cells, its edges included. */
interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/**
 * What closing a trail captures: the trail's cells, and every non-wall cell that a 4-connected flood from around the
 * board cannot reach through what is neither the player's land nor the trail. In order of index. Cells that the
 * player already owns are left out.
 */
export function captured(state: State, who: number, trail: readonly number[]): number[] {
  const { land, width } = state;
  const fence = new Uint8Array(land.length);
  const box: Box = { left: width, right: -1, top: state.height, bottom: -1 };
  for (let cell = land.indexOf(who); cell >= 0; cell = land.indexOf(who, cell + 1))
    raise(fence, box, width, cell);
  for (const cell of trail) raise(fence, box, width, cell);
  const outside = flood(fence, box, width);
  const won: number[] = [];
  const across = box.right - box.left + 3;
  for (let y = box.top; y <= box.bottom; y += 1) {
    for (let x = box.left; x <= box.right; x += 1) {
      const cell = y * width + x;
      const owner = land[cell]!;
      if (owner !== who && owner >= 0 && outside[(y - box.top + 1) * across + (x - box.left + 1)] === 0)
        won.push(cell);
    }
  }
  return won;
}

function raise(fence: Uint8Array, box: Box, width: number, cell: number): void {
  fence[cell] = 1;
  const x = cell % width;
  const y = (cell - x) / width;
  if (x < box.left) box.left = x;
  if (x > box.right) box.right = x;
  if (y < box.top) box.top = y;
  if (y > box.bottom) box.bottom = y;
}

/**
 * Floods the box and a frame of one cell around it from the frame. Nothing outside the box can be enclosed, so this
 * is the flood from around the whole board. Returns 1 for what was reached, on the grid of box and frame.
 */
function flood(fence: Uint8Array, box: Box, width: number): Uint8Array {
  const across = box.right - box.left + 3;
  const down = box.bottom - box.top + 3;
  const reached = new Uint8Array(across * down);
  const queue = new Int32Array(across * down);
  let tail = 0;
  const reach = (column: number, row: number): void => {
    if (column < 0 || row < 0 || column >= across || row >= down) return;
    const spot = row * across + column;
    if (reached[spot] === 1) return;
    const onFrame = column === 0 || row === 0 || column === across - 1 || row === down - 1;
    if (!onFrame && fence[(box.top + row - 1) * width + box.left + column - 1] === 1) return;
    reached[spot] = 1;
    queue[tail++] = spot;
  };
  reach(0, 0);
  for (let head = 0; head < tail; head += 1) {
    const spot = queue[head]!;
    const column = spot % across;
    const row = (spot - column) / across;
    reach(column, row - 1);
    reach(column + 1, row);
    reach(column, row + 1);
    reach(column - 1, row);
  }
  return reached;
}
