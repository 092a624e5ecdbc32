import type { MatchHeader } from './lines.ts';

/** The grid; a cell's index is `y · width + x`, from the top left. */
export interface Board {
  readonly width: number;
  readonly height: number;
  readonly wall: readonly boolean[];
}

export function boardOf(header: MatchHeader): Board {
  const { width, height } = header;
  const wall = new Array<boolean>(width * height).fill(false);
  for (const cell of header.walls) wall[cell] = true;
  return { width, height, wall };
}

/** Where a head on `cell` wants to be: itself when it has no direction, or at a wall or the edge. */
export function destination(board: Board, cell: number, dir: number | null): number {
  const x = cell % board.width;
  const y = Math.floor(cell / board.width);
  let next = cell;
  if (dir === 0 && y > 0) next = cell - board.width;
  if (dir === 1 && x < board.width - 1) next = cell + 1;
  if (dir === 2 && y < board.height - 1) next = cell + board.width;
  if (dir === 3 && x > 0) next = cell - 1;
  return board.wall[next] ? cell : next;
}

export function opposite(dir: number): number {
  return (dir + 2) % 4;
}

export function manhattan(board: Board, a: number, b: number): number {
  return Math.abs(column(board, a) - column(board, b)) + Math.abs(row(board, a) - row(board, b));
}

export function chebyshev(board: Board, a: number, b: number): number {
  return Math.max(Math.abs(column(board, a) - column(board, b)), Math.abs(row(board, a) - row(board, b)));
}

/** The nine cells around and with `middle`, or `null` where they do not all fit on the grid. */
export function square(board: Board, middle: number): number[] | null {
  const x = column(board, middle);
  const y = row(board, middle);
  if (x < 1 || y < 1 || x > board.width - 2 || y > board.height - 2) return null;
  const cells: number[] = [];
  for (const dy of [-1, 0, 1]) for (const dx of [-1, 0, 1]) cells.push((y + dy) * board.width + x + dx);
  return cells;
}

/** A cell as a person reads it: `(x,y)`. */
export function spot(board: Board, cell: number | null): string {
  return cell === null ? 'off the board' : `(${column(board, cell)},${row(board, cell)})`;
}

function column(board: Board, cell: number): number {
  return cell % board.width;
}

function row(board: Board, cell: number): number {
  return Math.floor(cell / board.width);
}
