import type { Move } from './clash.ts';
import type { Events } from './events.ts';
import { NEUTRAL, NOWHERE } from './grid.ts';
import { giveCell, openLand, type Player, playerOf, type State } from './state.ts';
import { captured } from './territory.ts';

/** Someone who brings a trail home, and the cells that it captures if nobody else's does first. */
interface Capturer {
  readonly player: Player;
  readonly cells: readonly number[];
}

/** Step 6: captures, the largest first. Returns who took the last cell of whom. */
export function capture(state: State, moves: readonly Move[], events: Events): Map<number, number> {
  const takers = new Map<number, number>();
  const capturers = inOrder(state, moves);
  if (capturers.length > 0) openLand(state);
  for (const { player, cells } of capturers) {
    if (state.land[player.at] !== player.who) continue;
    const won = events.captures.length === 0 ? cells : captured(state, player.who, player.trail);
    for (const cell of won) {
      const loser = playerOf(state, state.land[cell]!);
      giveCell(state, cell, player.who);
      if (loser !== undefined && loser.cells === 0) takers.set(loser.who, player.who);
    }
    player.trail = [];
    events.captures.push({ who: player.who, cells: won });
  }
  startTrails(state);
  return takers;
}

/** Those who moved onto own land with a trail: more cells first, then the lower incarnation. */
function inOrder(state: State, moves: readonly Move[]): Capturer[] {
  const capturers: Capturer[] = [];
  for (const { player, from } of moves)
    if (player.trail.length > 0 && player.at !== from && state.land[player.at] === player.who)
      capturers.push({ player, cells: captured(state, player.who, player.trail) });
  return capturers.sort((a, b) => b.cells.length - a.cells.length || a.player.who - b.player.who);
}

/** Whose land under the head was taken starts a trail there; one who was about to capture lets the old trail go. */
function startTrails(state: State): void {
  for (const player of state.players) {
    if (player.at === NOWHERE || state.land[player.at] === player.who) continue;
    const { length } = player.trail;
    if (length === 0 || player.trail[length - 1] !== player.at) player.trail = [player.at];
  }
}

/** Makes all land of someone who leaves neutral. */
export function abandonLand(state: State, who: number): void {
  openLand(state);
  for (let cell = 0; cell < state.land.length; cell += 1)
    if (state.land[cell] === who) giveCell(state, cell, NEUTRAL);
}
