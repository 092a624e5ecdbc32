import {
  type Direction,
  NOWHERE,
  neighbour,
  opposite,
  type Player,
  STILL,
  type State,
  WALL,
} from '../game/index.ts';

/**
 * A scripted person: given the board of now, by which it steers itself, and the board of three ticks ago, in which
 * it sees the others, it names a direction, or nothing to go on as it does.
 */
export type Person = (now: State, seen: State, self: Player) => Direction | undefined;

/** A source of whole numbers below `n`. */
export type Draw = (n: number) => number;

const DIRECTIONS = [0, 1, 2, 3] as const;

/** The plain strategies that must not beat the bots, and a stand-in for an average person. */
export const STRATEGIES = {
  borderLoop,
  killFarming,
  stayingHome,
  looper,
} satisfies Record<string, (draw: Draw) => Person>;

/** Name of a strategy. */
export type Strategy = keyof typeof STRATEGIES;

/** Goes to the edge, follows it all round the board, and closes the loop at home. */
function borderLoop(): Person {
  return (now, _seen, self) => {
    const { x, y } = place(now, self.at);
    const right = now.width - 1;
    const bottom = now.height - 1;
    const along = y === 0 && x < right ? 1 : x === right && y < bottom ? 2 : y === bottom && x > 0 ? 3 : 0;
    const onEdge = x === 0 || y === 0 || x === right || y === bottom;
    if (self.trail.length > now.width * 3) return stepTo(now, self, nearestOwn(now, self));
    return onEdge ? along : firstOpen(now, self, [0, 1, 3]);
  };
}

/** Waits on its land for trails within reach, goes to cut them, and returns. */
function killFarming(): Person {
  return (now, seen, self) => {
    const prey = nearestTrail(seen, self, 14);
    if (prey !== NOWHERE) return stepTo(now, self, prey);
    return self.trail.length > 0 ? stepTo(now, self, nearestOwn(now, self)) : circle(now, self);
  };
}

/** Goes round and round on its land. */
function stayingHome(): Person {
  return (now, _seen, self) => circle(now, self);
}

/** Leaves its land by the nearest way, out, across, back, in loops of varied size; home when somebody comes near. */
function looper(draw: Draw): Person {
  let side: 1 | 3 = 1;
  let legs = { out: 4, across: 4 };
  let exit: Direction | undefined;
  return (now, seen, self) => {
    if (self.trail.length === 0) {
      if (exit === undefined || distanceOut(now, self, exit) === Number.POSITIVE_INFINITY) {
        exit = nearestExit(now, self, draw(4));
        side = draw(2) === 0 ? 1 : 3;
        legs = { out: 4 + draw(8), across: 4 + draw(8) };
      }
      return exit;
    }
    const ahead = self.moved === STILL ? 0 : self.moved;
    exit = undefined;
    const { run, corners } = legOf(self);
    const done = corners > 1 || (corners === 1 && run > legs.across);
    if (done || alarmed(seen, self)) return stepTo(now, self, nearestOwn(now, self));
    if (corners === 1 || run < legs.out) return firstOpen(now, self, [ahead, turned(ahead, side)]);
    return firstOpen(now, self, [turned(ahead, side), ahead]);
  };
}

/** The direction in which own land ends soonest; ties by `taste`. */
function nearestExit(now: State, self: Player, taste: number): Direction {
  const order = DIRECTIONS.map((direction) => ((direction + taste) % 4) as Direction);
  return order.sort((a, b) => distanceOut(now, self, a) - distanceOut(now, self, b))[0]!;
}

/** Steps to the end of own land in a direction; infinite where a wall or the edge comes first. */
function distanceOut(now: State, self: Player, direction: Direction): number {
  let cell = neighbour(now, self.at, direction);
  for (let away = 1; cell !== NOWHERE && now.land[cell] !== WALL; away += 1) {
    if (now.land[cell] !== self.who) return away;
    cell = neighbour(now, cell, direction);
  }
  return Number.POSITIVE_INFINITY;
}

/** Whether somebody is about as near to a person's trail as that person is to home. */
function alarmed(seen: State, self: Player): boolean {
  const home = steps(seen, self.at, nearestOwn(seen, self));
  return seen.players.some(
    (other) =>
      other.who !== self.who &&
      other.at !== NOWHERE &&
      self.trail.some((cell) => steps(seen, cell, other.at) <= home + 3),
  );
}

/** How long a trail's last straight run is, and how many corners came before it. */
function legOf({ trail }: Player): { run: number; corners: number } {
  let run = 1;
  let corners = 0;
  for (let at = 2; at < trail.length; at += 1) {
    if (trail[at]! - trail[at - 1]! === trail[at - 1]! - trail[at - 2]!) run += 1;
    else {
      corners += 1;
      run = 1;
    }
  }
  return { run, corners };
}

/** Keeps to own land. */
function circle(now: State, self: Player): Direction | undefined {
  const ahead = self.heading === STILL ? 0 : (self.heading as Direction);
  return [turned(ahead, 1), ahead, turned(ahead, 3), opposite(ahead)].find((direction) => {
    const to = neighbour(now, self.at, direction);
    return to !== NOWHERE && now.land[to] === self.who;
  });
}

/** A step towards a cell that does not hit a wall or the own trail; who cannot but go away from it turns first. */
function stepTo(now: State, self: Player, goal: number): Direction | undefined {
  if (goal === NOWHERE) return undefined;
  const ahead = self.moved === STILL ? 0 : self.moved;
  const order = [turned(ahead, 1), turned(ahead, 3), ahead, opposite(ahead)];
  return firstOpen(
    now,
    self,
    order.sort((a, b) => distanceAfter(now, self, a, goal) - distanceAfter(now, self, b, goal)),
  );
}

function distanceAfter(now: State, self: Player, direction: Direction, goal: number): number {
  const to = neighbour(now, self.at, direction);
  return to === NOWHERE ? now.width + now.height : steps(now, to, goal);
}

function firstOpen(now: State, self: Player, directions: readonly Direction[]): Direction | undefined {
  return directions.find((direction) => {
    const to = neighbour(now, self.at, direction);
    const reverses =
      self.trail.length > 0 && self.moved !== STILL && direction === opposite(self.moved as Direction);
    return to !== NOWHERE && now.land[to] !== WALL && !self.trail.includes(to) && !reverses;
  });
}

/** The cell of own land nearest to a person's head, searched for in growing rings. */
function nearestOwn(board: State, self: Player): number {
  const { width, height, land } = board;
  const { x, y } = place(board, self.at);
  for (let ring = 0; ring < width + height; ring += 1) {
    for (let across = Math.max(-ring, -x); across <= ring && x + across < width; across += 1) {
      for (const row of [y - (ring - Math.abs(across)), y + (ring - Math.abs(across))]) {
        const cell = row * width + x + across;
        if (row >= 0 && row < height && land[cell] === self.who) return cell;
      }
    }
  }
  return NOWHERE;
}

function nearestTrail(seen: State, self: Player, range: number): number {
  let best = NOWHERE;
  let nearest = range + 1;
  for (const other of seen.players) {
    if (other.who === self.who) continue;
    for (const cell of other.trail) {
      const away = steps(seen, cell, self.at);
      if (away >= nearest) continue;
      nearest = away;
      best = cell;
    }
  }
  return best;
}

function steps(board: State, a: number, b: number): number {
  const from = place(board, a);
  const to = place(board, b);
  return Math.abs(from.x - to.x) + Math.abs(from.y - to.y);
}

function place(board: State, cell: number): { x: number; y: number } {
  const x = cell % board.width;
  return { x, y: (cell - x) / board.width };
}

function turned(direction: Direction, by: 1 | 3): Direction {
  return ((direction + by) % 4) as Direction;
}
