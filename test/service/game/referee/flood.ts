import type { Board } from './board.ts';

/**
 * What a capture takes: the trail, and every cell without a wall that a 4-connected flood from a frame around
 * the grid does not reach when only `who`'s own land and trail stop it.
 */
export function captured(board: Board, owner: Int32Array, who: number, trail: readonly number[]): number[] {
  const { width, height } = board;
  // The frame is made real: a grid one cell wider on every side.
  const wide = width + 2;
  const closed = new Uint8Array(wide * (height + 2));
  const framed = (cell: number) => (Math.floor(cell / width) + 1) * wide + (cell % width) + 1;
  for (let cell = 0; cell < owner.length; cell++) if (owner[cell] === who) closed[framed(cell)] = 1;
  for (const cell of trail) closed[framed(cell)] = 1;

  const reached = new Uint8Array(closed.length);
  const open = [0];
  reached[0] = 1;
  // Stepping off a row's end lands on the frame again, which is reached anyway: no need to look at columns.
  const steps = [-wide, 1, wide, -1];
  while (open.length > 0) {
    const cell = open.pop()!;
    for (const step of steps) {
      const next = cell + step;
      if (next < 0 || next >= closed.length || closed[next] || reached[next]) continue;
      reached[next] = 1;
      open.push(next);
    }
  }

  const taken = new Set(trail);
  for (let cell = 0; cell < owner.length; cell++) {
    if (!board.wall[cell] && !reached[framed(cell)]) taken.add(cell);
  }
  return [...taken];
}
