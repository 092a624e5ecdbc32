import { dares, stepsToRival } from './bot-danger.ts';
import { mix, type Nature } from './bot-nature.ts';
import { isHome, next, type Self } from './bot-self.ts';
import { wayHome, wayOut } from './bot-way.ts';
import {
  type Direction,
  type Grid,
  type Heading,
  NEUTRAL,
  NOWHERE,
  neighbour,
  opposite,
  STILL,
  WALL,
} from './grid.ts';

const DIRECTIONS = [0, 1, 2, 3] as const;

/** Cells of own land that a bot looks across for a place to leave it. */
const FARTHEST_EXIT = 40;

/** Steps within which a rival near the exit makes a loop less inviting. */
const ELBOW_ROOM = 16;

/** What a cell is worth to a bot: taking it from somebody, from the leader most of all, beats taking a free one. */
const WORTH = { free: 2, taken: 3, leaders: 4 } as const;

/** A loop is out by one leg, across by the other, and back. */
interface Legs {
  readonly out: number;
  readonly across: number;
}

/** On own land: heads for the exit whose loop brings most land for its steps. */
export function leave(self: Self, nature: Nature): Heading {
  let best: Heading = STILL;
  let most = 0;
  for (const direction of DIRECTIONS) {
    const value = worthOfExit(self, nature, direction);
    if (value <= most) continue;
    const to = next(self, direction);
    if (!isHome(self, to) && !dares(self, nature, to, direction)) continue;
    most = value;
    best = direction;
  }
  return best === STILL ? wander(self, nature) : best;
}

/** With a trail out: goes on with its loop while it dares to, then home. */
export function goRound(self: Self, nature: Nature): Heading {
  for (const direction of nextLeg(self, nature)) {
    const to = next(self, direction);
    if (to !== NOWHERE && dares(self, nature, to, direction)) return direction;
  }
  return goHome(self);
}

/** The first step of a shortest way home, straight on if that is one; where there is none, any open cell. */
function goHome(self: Self): Heading {
  const way = wayHome(self, self.at, self.moved);
  const choices = [self.heading, ...DIRECTIONS].filter((heading) => heading !== STILL);
  const good = choices.find((direction) => way !== undefined && (way.first & (1 << direction)) !== 0);
  return good ?? choices.find((direction) => next(self, direction) !== NOWHERE) ?? STILL;
}

/** Stays on own land: towards its nearest border, or wherever there is land. */
function wander(self: Self, nature: Nature): Heading {
  const inside = DIRECTIONS.filter((direction) => {
    const to = next(self, direction);
    return to !== NOWHERE && isHome(self, to);
  });
  const way = wayOut(self);
  if (way !== undefined && way.steps > 2) {
    const towards = inside.find((direction) => (way.first & (1 << direction)) !== 0);
    if (towards !== undefined) return towards;
  }
  const on = inside.find((direction) => direction === self.heading);
  return on ?? inside[nature.seed % Math.max(1, inside.length)] ?? goHome(self);
}

/** What the loop beyond the exit in a direction is worth for each step it costs. */
function worthOfExit(self: Self, nature: Nature, direction: Direction): number {
  const { state } = self.sight;
  if (next(self, direction) === NOWHERE) return 0;
  const stride = strideOf(state.width, direction);
  const farthest = Math.min(FARTHEST_EXIT, stepsToEdge(state, self.at, direction));
  let inside = 0;
  while (inside < farthest && isHome(self, self.at + stride * (inside + 1))) inside += 1;
  const exit = self.at + stride * (inside + 1);
  if (inside === farthest || state.land[exit] === WALL) return 0;
  const legs = legsFrom(nature, exit);
  const [left, right] = sides(direction);
  const gain = Math.max(
    worthOfBlock(self, exit, direction, left, legs),
    worthOfBlock(self, exit, direction, right, legs),
  );
  const room = stepsToRival(self, exit, ELBOW_ROOM);
  const taste =
    16 + (mix(nature.seed ^ direction, state.tick >> 6) % 9) + (direction === self.heading ? 4 : 0);
  const steps = inside + 2 * legs.out + legs.across + 2;
  return Math.floor((gain * room * taste) / steps);
}

/** The directions in which the loop goes on, the best first; none when it is time to turn back. */
function nextLeg(self: Self, nature: Nature): readonly Direction[] {
  if (self.moved === STILL) return DIRECTIONS;
  const ahead = self.moved;
  const { run, turned } = straight(self);
  const legs = legsFrom(nature, self.trail[0]!);
  if (turned) return run < legs.across ? [ahead] : [];
  const [left, right] = sides(ahead);
  const back = { out: Math.max(1, run), across: legs.across };
  const towards = opposite(ahead);
  const leftFirst =
    worthOfBlock(self, self.at, towards, left, back) >= worthOfBlock(self, self.at, towards, right, back);
  const across = leftFirst ? [left, right] : [right, left];
  return run < legs.out ? [ahead, ...across] : across;
}

/** How many cells the trail ends in going straight, and whether it turned before that. */
function straight({ trail, sight, moved }: Self): { run: number; turned: boolean } {
  if (moved === STILL) return { run: trail.length, turned: false };
  let run = 1;
  while (
    run < trail.length &&
    neighbour(sight.state, trail[trail.length - run - 1]!, moved) === trail[trail.length - run]
  )
    run += 1;
  return { run, turned: run < trail.length };
}

/** The legs of the loop that leaves own land on a cell: the same for the whole of it. */
function legsFrom(nature: Nature, exit: number): Legs {
  const taste = mix(nature.seed, exit);
  return {
    out: nature.leg + (taste % nature.spread),
    across: nature.leg + ((taste >>> 8) % nature.spread),
  };
}

/** What the cells of a block are worth that begins at a corner and goes `out` one way and `across` another. */
function worthOfBlock(self: Self, corner: number, out: Direction, across: Direction, legs: Legs): number {
  const { state, leader } = self.sight;
  const { land, width } = state;
  const down = strideOf(width, out);
  const along = strideOf(width, across);
  const rows = Math.min(legs.out, stepsToEdge(state, corner, out) + 1);
  const columns = Math.min(legs.across, stepsToEdge(state, corner, across)) + 1;
  let worth = 0;
  for (let row = 0; row < rows && land[corner + row * down] !== WALL; row += 1) {
    const start = corner + row * down;
    for (let column = 0; column < columns; column += 1) {
      const owner = land[start + column * along]!;
      if (owner === NEUTRAL) worth += WORTH.free;
      else if (owner !== WALL && owner !== self.who) worth += owner === leader ? WORTH.leaders : WORTH.taken;
    }
  }
  return worth;
}

/** What a step in a direction adds to a cell's index. */
function strideOf(width: number, direction: Direction): number {
  return direction === 0 ? -width : direction === 1 ? 1 : direction === 2 ? width : -1;
}

/** Steps from a cell to the edge of the board in a direction. */
function stepsToEdge({ width, height }: Grid, cell: number, direction: Direction): number {
  const x = cell % width;
  const y = (cell - x) / width;
  return direction === 0 ? y : direction === 1 ? width - 1 - x : direction === 2 ? height - 1 - y : x;
}

function sides(direction: Direction): readonly [Direction, Direction] {
  return [((direction + 3) % 4) as Direction, ((direction + 1) % 4) as Direction];
}
