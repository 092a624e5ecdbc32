import type { Events } from './events.ts';
import { type Player, type State, takeOff } from './state.ts';
import { CREDIT_TICKS, RESPAWN_TICKS } from './timing.ts';

/** Cells that a victim must have held when the tick began for its elimination to be credited. */
export const CREDIT_CELLS = 30;

/** Takes a player off the board, to respawn later; `by` is who was credited, 0 for nobody. */
export function die(state: State, player: Player, by: number, events: Events): void {
  events.deaths.push({ who: player.who, at: player.at, by });
  player.fell = player.at;
  player.spawnAt = state.tick + RESPAWN_TICKS;
  takeOff(player);
}

/**
 * Credits an elimination if the rules allow it. `held` is the victim's land when the tick began. Returns the
 * killer's incarnation, or 0 if nobody scores.
 */
export function credit(tick: number, killer: Player | undefined, victim: Player, held: number): number {
  if (killer === undefined || held < CREDIT_CELLS) return 0;
  const recent = killer.credits.filter((earlier) => tick - earlier.tick < CREDIT_TICKS);
  const again = recent.some((earlier) => earlier.victim === victim.who);
  killer.credits = again ? recent : [...recent, { victim: victim.who, tick }];
  if (again) return 0;
  killer.kills += 1;
  return killer.who;
}
