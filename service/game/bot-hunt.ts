import { dares } from './bot-danger.ts';
import type { Nature } from './bot-nature.ts';
import { isHome, next, type Self } from './bot-self.ts';
import { type Rival, stepsToBox, stepsToNearest } from './bot-sight.ts';
import { CREDIT_CELLS } from './death.ts';
import { type Direction, type Heading, NOWHERE } from './grid.ts';
import { KILL_POINTS } from './score.ts';
import { BOT_LAG_TICKS, CREDIT_TICKS } from './timing.ts';

/** What a step towards a victim must bring. */
const WAGE = 2;

/** A trail longer than this wakes every bot, from farther away by as many steps; shorter ones of beginners are let be. */
const LONG_TRAIL = 18;

/** A trail that the bot may cut. */
interface Prey {
  readonly rival: Rival;
  /** Steps to its nearest cell. */
  readonly steps: number;
  /** Whether the bot is there before the victim can be home. */
  readonly sure: boolean;
}

/** The step towards the best trail in reach, if there is one that the bot dares to go for. */
export function hunt(self: Self, nature: Nature): Heading | undefined {
  const prey = choosePrey(self, nature);
  if (prey === undefined) return undefined;
  const spared = prey.sure ? prey.rival : undefined;
  return towards(self, prey).find((direction) => {
    const to = next(self, direction);
    return to !== NOWHERE && (isHome(self, to) || dares(self, nature, to, direction, spared));
  });
}

function choosePrey(self: Self, nature: Nature): Prey | undefined {
  const { state } = self.sight;
  const x = self.at % state.width;
  const y = (self.at - x) / state.width;
  let best: Prey | undefined;
  let most = 0;
  for (const rival of self.near) {
    const { player } = rival;
    if (player.trail.length === 0) continue;
    const long = Math.max(0, player.trail.length - LONG_TRAIL);
    if (!nature.hungry && long === 0) continue;
    const latest = rival.home + nature.patience - BOT_LAG_TICKS;
    const farthest = Math.min(latest, nature.range + long);
    if (stepsToBox(x, y, rival) > farthest) continue;
    const steps = stepsToNearest(state, x, y, player.trail);
    if (steps === 0 || steps > farthest) continue;
    const value = prize(self, rival) - WAGE * steps;
    if (value <= most) continue;
    most = value;
    best = { rival, steps, sure: steps + BOT_LAG_TICKS <= rival.home };
  }
  return best;
}

/** What cutting a rival's trail is worth to the bot. */
function prize(self: Self, { player }: Rival): number {
  const { tick } = self.sight.state;
  const again = self.credits.some(
    (credit) => credit.victim === player.who && tick - credit.tick < CREDIT_TICKS,
  );
  const credit = player.cells >= CREDIT_CELLS && !again ? KILL_POINTS : 0;
  return credit > 0 || player.trail.length > LONG_TRAIL ? credit + player.trail.length : 0;
}

/** The directions that bring the bot nearer to its prey's trail, the longer axis first. */
function towards(self: Self, prey: Prey): Direction[] {
  const { state } = self.sight;
  const x = self.at % state.width;
  const y = (self.at - x) / state.width;
  const nearer = (cell: number): boolean => {
    const column = cell % state.width;
    const row = (cell - column) / state.width;
    return stepsToNearest(state, column, row, prey.rival.player.trail) < prey.steps;
  };
  const across = Math.abs(prey.rival.x - x) > Math.abs(prey.rival.y - y);
  const order = across ? ([1, 3, 0, 2] as const) : ([0, 2, 1, 3] as const);
  return order.filter((direction) => {
    const to = next(self, direction);
    return to !== NOWHERE && nearer(to);
  });
}
