import { type Heading, NOWHERE, neighbour, STILL, WALL } from './grid.ts';
import type { Chance } from './random.ts';
import type { State } from './state.ts';
import { BOT_LAG_TICKS } from './timing.ts';

/** Takes each bot's oldest choice and lets it make another from what it sees now. Returns the choices that are due. */
export function chooseHeadings(state: State, chance: Chance): Map<number, Heading> {
  const due = new Map<number, Heading>();
  for (const bot of state.players) {
    if (!bot.bot || bot.at === NOWHERE) continue;
    if (bot.plan.length === BOT_LAG_TICKS) due.set(bot.who, bot.plan.shift()!);
    const open = ([0, 1, 2, 3] as const).filter((direction) => {
      const to = neighbour(state, bot.at, direction);
      return to !== NOWHERE && state.land[to] !== WALL && !bot.trail.includes(to);
    });
    bot.plan.push(open.length === 0 ? STILL : open[chance.draw(open.length)]!);
  }
  return due;
}
