import type { Player, State } from './state.ts';

/** Points of a credited elimination; a cell of land is one point. */
export const KILL_POINTS = 25;

/** A player's score. */
export function scoreOf(player: Player): number {
  return player.cells + KILL_POINTS * player.kills;
}

/** The players from the first place down: score, then land, then the lower incarnation. */
export function ranking(state: State): Player[] {
  return [...state.players].sort((a, b) => scoreOf(b) - scoreOf(a) || b.cells - a.cells || a.who - b.who);
}
