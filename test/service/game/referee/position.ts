import type { Board } from './board.ts';
import type { TickLine } from './lines.ts';

/** A player as one line shows it; on the board exactly when `at` is a cell. */
export interface Body {
  readonly who: number;
  readonly bot: boolean;
  at: number | null;
  dir: number | null;
  trail: readonly number[];
  kills: number;
}

export interface Position {
  /** Per cell: an incarnation, 0 neutral, -1 wall. */
  readonly owner: Int32Array;
  readonly bodies: Map<number, Body>;
}

export function emptyPosition(board: Board): Position {
  return { owner: Int32Array.from(board.wall, (wall) => (wall ? -1 : 0)), bodies: new Map() };
}

export function positionOf(board: Board, line: TickLine): Position {
  const owner = new Int32Array(board.width * board.height);
  let cell = 0;
  for (const [who, run] of line.land) {
    owner.fill(who, cell, cell + run);
    cell += run;
  }
  const bodies = new Map<number, Body>();
  for (const { who, bot, at, dir, trail, kills } of line.players) {
    bodies.set(who, { who, bot, at, dir, trail, kills });
  }
  return { owner, bodies };
}

export function copyOf(position: Position): Position {
  const bodies = new Map([...position.bodies].map(([who, body]) => [who, { ...body }]));
  return { owner: position.owner.slice(), bodies };
}

/** How many cells each incarnation holds; who holds none is not in the map. */
export function landCounts(owner: Int32Array): Map<number, number> {
  const counts: number[] = [];
  for (const who of owner) if (who > 0) counts[who] = (counts[who] ?? 0) + 1;
  return new Map(counts.flatMap((count, who) => [[who, count]] as const));
}

export function byIncarnation<T extends { readonly who: number }>(items: Iterable<T>): T[] {
  return [...items].sort((a, b) => a.who - b.who);
}
