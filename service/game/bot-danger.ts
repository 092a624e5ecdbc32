import type { Nature } from './bot-nature.ts';
import type { Self } from './bot-self.ts';
import { type Rival, stepsToNearest } from './bot-sight.ts';
import { wayHome } from './bot-way.ts';
import { type Direction, manhattan } from './grid.ts';
import { matchTicks } from './state.ts';
import { BOT_LAG_TICKS } from './timing.ts';

/** Moves of nerve that a crowd can take, one for each head in it. */
const MOST_HEED = 3;

/** Moves that the fear of one rival can add, two for each that it cut of late. */
const MOST_FEAR = 6;

/**
 * Whether a bot dares to step on a cell outside: there is a way home from it, no rival can be at its trail or its
 * door before it is home (but for its nerve), and the match lasts so long. `spared` is no danger.
 */
export function dares(self: Self, nature: Nature, to: number, by: Direction, spared?: Rival): boolean {
  const way = wayHome(self, to, by);
  if (way === undefined) return false;
  const { state } = self.sight;
  const moves = BOT_LAG_TICKS + 1 + way.steps;
  if (state.tick + moves > matchTicks(state.header)) return way.steps === 0;
  if (way.steps === 0) return true;
  const enough = moves - nature.nerve + Math.min(MOST_HEED, self.crowd);
  return self.near.every(
    (rival) => rival === spared || !reaches(rival, self, to, way.goal, enough + fearOf(rival)),
  );
}

/** Moves by which a bot keeps farther from those who have cut many of late: hunting alone is not to pay. */
function fearOf({ fame }: Rival): number {
  return Math.min(MOST_FEAR, 2 * fame);
}

/** Whether a rival gets to the trail, the coming step or the door in so many moves. */
function reaches(rival: Rival, self: Self, to: number, goal: number, moves: number): boolean {
  const { state } = self.sight;
  const at = rival.player.at;
  if (manhattan(state, at, to) > moves + self.trail.length + 1) return false;
  if (manhattan(state, at, to) <= moves || manhattan(state, at, goal) <= moves) return true;
  return stepsToNearest(state, rival.x, rival.y, self.trail) <= moves;
}

/** Steps from a cell to the nearest rival, at most `most`. */
export function stepsToRival(self: Self, cell: number, most: number): number {
  const { state } = self.sight;
  const x = cell % state.width;
  const y = (cell - x) / state.width;
  let best = most;
  for (const rival of self.near) {
    const steps = Math.abs(rival.x - x) + Math.abs(rival.y - y);
    if (steps < best) best = steps;
  }
  return best;
}
