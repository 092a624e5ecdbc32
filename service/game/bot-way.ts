import { isHome, isOpen, type Self } from './bot-self.ts';
import { type Direction, type Heading, neighbour, opposite, STILL } from './grid.ts';

/** A shortest way. */
export interface Way {
  readonly steps: number;
  /** Cell where it ends. */
  readonly goal: number;
  /** Bit `1 << direction` for each first step of a shortest way to that goal. */
  readonly first: number;
}

/** No search goes over more cells than this: who is so lost goes anywhere. */
const MOST_CELLS = 1500;

/** Scratch of the searches, kept between them to allocate nothing. A stamp tells the marks of this search from older. */
const queue = new Int32Array(MOST_CELLS + 4);
let depth = new Int32Array(0);
let firsts = new Uint8Array(0);
let stamps = new Int32Array(0);
let stamp = 0;
const LAST_STAMP = 0x7fffffff;

/** The way from a cell, entered by `moved`, to own land; none if the own trail or walls close it off. */
export function wayHome(self: Self, from: number, moved: Heading): Way | undefined {
  return search(self, from, moved, true);
}

/** The way over own land to a cell that is not. */
export function wayOut(self: Self): Way | undefined {
  return search(self, self.at, STILL, false);
}

function search(self: Self, from: number, moved: Heading, home: boolean): Way | undefined {
  if (home && isHome(self, from)) return { steps: 0, goal: from, first: 0 };
  const { state } = self.sight;
  prepare(state.land.length);
  let tail = 0;
  let goal = -1;
  let most = Number.MAX_SAFE_INTEGER;
  queue[tail++] = from;
  stamps[from] = stamp;
  depth[from] = 0;
  firsts[from] = 0;
  for (let head = 0; head < tail && tail < MOST_CELLS; head += 1) {
    const cell = queue[head]!;
    const steps = depth[cell]! + 1;
    if (steps > most) break;
    for (let way = 0; way < 4; way += 1) {
      const direction = way as Direction;
      if (head === 0 && moved !== STILL && direction === opposite(moved)) continue;
      const to = neighbour(state, cell, direction);
      if (!isOpen(self, to)) continue;
      const bits = head === 0 ? 1 << direction : firsts[cell]!;
      if (stamps[to] === stamp) {
        if (depth[to] === steps) firsts[to]! |= bits;
        continue;
      }
      stamps[to] = stamp;
      depth[to] = steps;
      firsts[to] = bits;
      queue[tail++] = to;
      if (goal < 0 && isHome(self, to) === home) {
        goal = to;
        most = steps;
      }
    }
  }
  return goal < 0 ? undefined : { steps: most, goal, first: firsts[goal]! };
}

function prepare(cells: number): void {
  if (stamps.length < cells) {
    stamps = new Int32Array(cells);
    depth = new Int32Array(cells);
    firsts = new Uint8Array(cells);
    stamp = 0;
  } else if (stamp === LAST_STAMP) {
    stamps.fill(0);
    stamp = 0;
  }
  stamp += 1;
}
