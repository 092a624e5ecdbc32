/** Milliseconds that one cell takes to unfold. */
export const UNFOLD_MS = 190;

/** The longest wave, however large the capture. */
const LONGEST_WAVE_MS = 520;

/** Milliseconds a wave takes for one cell of way. */
const MS_PER_CELL = 26;

/** A capture on its way over the board: each cell unfolds in its turn. */
export interface Flow {
  readonly owner: number;
  readonly cells: Int32Array;
  /** Milliseconds from the beginning until a cell begins to unfold, ascending. */
  readonly delays: Float64Array;
  readonly begun: number;
  /** Cells that are unfolded already, counted from the first. */
  done: number;
}

/**
 * A flow that spreads from a cell to others. Without motion everything unfolds at once.
 */
export function flowFrom(
  origin: number,
  cells: readonly number[],
  owner: number,
  { width, begun, still }: { readonly width: number; readonly begun: number; readonly still: boolean },
): Flow {
  const ways = cells.map((cell) => {
    const dx = (cell % width) - (origin % width);
    const dy = Math.floor(cell / width) - Math.floor(origin / width);
    return { cell, way: Math.hypot(dx, dy) };
  });
  ways.sort((a, b) => a.way - b.way);
  const longest = ways.at(-1)?.way ?? 0;
  const pace = still || longest === 0 ? 0 : Math.min(MS_PER_CELL, LONGEST_WAVE_MS / longest);
  return {
    owner,
    cells: Int32Array.from(ways, ({ cell }) => cell),
    delays: Float64Array.from(ways, ({ way }) => way * pace),
    begun,
    done: 0,
  };
}

/** How far the cell at an index has unfolded, 0 to 1, slowing down towards the end. */
export function unfolded(flow: Flow, index: number, now: number): number {
  const share = (now - flow.begun - flow.delays[index]!) / UNFOLD_MS;
  if (share <= 0) return 0;
  if (share >= 1) return 1;
  return 1 - (1 - share) ** 3;
}
