import { neighbours, type Rival, type Sight } from './bot-sight.ts';
import {
  type Direction,
  type Heading,
  manhattan,
  NOWHERE,
  neighbour,
  opposite,
  STILL,
  WALL,
} from './grid.ts';
import type { Credit, Player } from './state.ts';

/** Steps within which heads make a crowd. */
const CROWD_STEPS = 14;

/** A bot as it will be when the choice that it makes now takes effect, if nobody interferes. */
export interface Self {
  readonly sight: Sight;
  readonly who: number;
  readonly credits: readonly Credit[];
  /** The others that matter to it. */
  readonly near: readonly Rival[];
  /** Heads around it. */
  readonly crowd: number;
  /** Where the head will stand, where it will be heading, and the direction of its last step. */
  readonly at: number;
  readonly heading: Heading;
  readonly moved: Heading;
  /** The trail it will have; empty on own land. */
  readonly trail: readonly number[];
  /** Whether the trail of now will have been brought home by then. */
  readonly closed: boolean;
  /** Cells entered until then: brought home, and out again or still out. */
  readonly brought: readonly number[];
  readonly ahead: readonly number[];
}

/** Follows a bot's head over the choices that are under way. `due` takes effect in this tick, the plan after it. */
export function foresee(sight: Sight, bot: Player, due: Heading): Self {
  const { state } = sight;
  const plan = [due, ...bot.plan];
  let { at, heading, moved } = bot;
  let closed = false;
  let out = bot.trail.length > 0;
  let brought: number[] = [];
  let ahead: number[] = [];
  for (const choice of plan) {
    const refused = out && moved !== STILL && choice === opposite(moved);
    if (choice !== STILL && !refused) heading = choice;
    const to = heading === STILL ? NOWHERE : neighbour(state, at, heading);
    if (to === NOWHERE || state.land[to] === WALL) continue;
    at = to;
    moved = heading;
    const home =
      state.land[at] === bot.who || brought.includes(at) || (closed && sight.trails[at] === bot.who);
    if (home && out) {
      closed = true;
      brought = [...brought, ...ahead];
      ahead = [];
    } else if (!home) ahead.push(at);
    out = !home;
  }
  const trail = !out ? [] : closed ? ahead : [...bot.trail, ...ahead];
  const near = neighbours(sight, bot.who, at);
  const crowd = near.filter((rival) => manhattan(state, rival.player.at, at) <= CROWD_STEPS).length;
  return {
    sight,
    who: bot.who,
    credits: bot.credits,
    near,
    crowd,
    at,
    heading,
    moved,
    trail,
    closed,
    brought,
    ahead,
  };
}

/** Whether a cell will be the bot's own land. */
export function isHome(self: Self, cell: number): boolean {
  const { sight, who } = self;
  if (sight.state.land[cell] === who) return true;
  return self.closed && (sight.trails[cell] === who || self.brought.includes(cell));
}

/** Whether the bot can go on a cell: no wall, not its own trail. */
export function isOpen(self: Self, cell: number): boolean {
  const { sight, who } = self;
  if (cell === NOWHERE || sight.state.land[cell] === WALL) return false;
  if (!self.closed && sight.trails[cell] === who) return false;
  return !self.ahead.includes(cell);
}

/** The cell to which a direction leads from where the choice takes effect, or `NOWHERE` if the bot cannot go there. */
export function next(self: Self, direction: Direction): number {
  if (self.trail.length > 0 && self.moved !== STILL && direction === opposite(self.moved)) return NOWHERE;
  const to = neighbour(self.sight.state, self.at, direction);
  return isOpen(self, to) ? to : NOWHERE;
}
