import { hunt } from './bot-hunt.ts';
import { goRound, leave } from './bot-loop.ts';
import { natureOf } from './bot-nature.ts';
import { foresee, next, type Self } from './bot-self.ts';
import { look, type Sight } from './bot-sight.ts';
import { wayHome } from './bot-way.ts';
import { type Heading, NOWHERE, STILL } from './grid.ts';
import { type Chance, seedOf } from './random.ts';
import type { Player, State } from './state.ts';
import { BOT_LAG_TICKS } from './timing.ts';

/** One choice in so many is a lapse. */
const LAPSE = 24;

/** Takes each bot's oldest choice and lets it make another from what it sees now. Returns the choices that are due. */
export function chooseHeadings(state: State, chance: Chance): Map<number, Heading> {
  const due = new Map<number, Heading>();
  if (!state.players.some((player) => player.bot && player.at !== NOWHERE)) return due;
  const sight = look(state);
  const code = seedOf(state.header.code);
  for (const bot of state.players) {
    if (!bot.bot || bot.at === NOWHERE) continue;
    const isDue = bot.plan.length === BOT_LAG_TICKS;
    const now = isDue ? bot.plan[0]! : STILL;
    if (isDue) bot.plan = bot.plan.slice(1);
    if (now !== STILL) due.set(bot.who, now);
    const lapse = chance.draw(LAPSE) === 0;
    bot.plan = [...bot.plan, choose(sight, bot, now, code, lapse)];
  }
  return due;
}

/** A bot's choice, to take effect after those under way; in a lapse it goes on as it does, if that is no dead end. */
function choose(sight: Sight, bot: Player, due: Heading, code: number, lapse: boolean): Heading {
  const nature = natureOf(sight.state, bot.who, code, sight.leader);
  const self = foresee(sight, bot, due);
  if (lapse && canGoOn(self)) return STILL;
  return hunt(self, nature) ?? (self.trail.length > 0 ? goRound(self, nature) : leave(self, nature));
}

function canGoOn(self: Self): boolean {
  if (self.heading === STILL) return false;
  const to = next(self, self.heading);
  return to !== NOWHERE && wayHome(self, to, self.heading) !== undefined;
}
