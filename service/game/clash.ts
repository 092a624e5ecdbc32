import { NOWHERE, neighbour, STILL, WALL } from './grid.ts';
import type { Player, State } from './state.ts';

/** A head that is on the board when the moves begin, and where it stood then. */
export interface Move {
  readonly player: Player;
  readonly from: number;
}

/** Heads by the cells to which the moves brought them. */
type Arrivals = ReadonlyMap<number, readonly Move[]>;

/** Step 2: all heads go to their destinations at once. Returns their moves by incarnation. */
export function moveHeads(state: State): Move[] {
  const moves: Move[] = [];
  for (const player of state.players) {
    if (player.at === NOWHERE) continue;
    moves.push({ player, from: player.at });
    if (player.heading === STILL) continue;
    const to = neighbour(state, player.at, player.heading);
    if (to === NOWHERE || state.land[to] === WALL) continue;
    player.at = to;
    player.moved = player.heading;
  }
  return moves;
}

/** The heads by the cells where they are now. */
export function byCell(moves: readonly Move[]): Arrivals {
  const arrivals = new Map<number, Move[]>();
  for (const move of moves) {
    const group = arrivals.get(move.player.at);
    if (group === undefined) arrivals.set(move.player.at, [move]);
    else group.push(move);
  }
  return arrivals;
}

/**
 * Step 3: who dies head-on. Heads that already shared a cell and both stay do not meet. `landBefore` is the land as
 * it was before the tick.
 */
export function resolveHeadOns(
  moves: readonly Move[],
  arrivals: Arrivals,
  landBefore: Int16Array,
): Set<Player> {
  const dead = new Set<Player>();
  for (const move of moves) {
    const { player } = move;
    if (landBefore[player.at] === player.who) continue;
    if (meets(arrivals.get(player.at)!) || swaps(move, arrivals.get(move.from))) dead.add(player);
  }
  return dead;
}

/** Whether several heads are on a cell, not all of them since before the moves. */
function meets(group: readonly Move[]): boolean {
  return group.length > 1 && group.some(entered);
}

/** Whether a head went to a cell from which another came to its own. */
function swaps(move: Move, group: readonly Move[] | undefined): boolean {
  if (group === undefined || !entered(move)) return false;
  return group.some((other) => entered(other) && other.from === move.player.at);
}

/**
 * Step 4: whose trail was entered, and who scores for it (0: nobody). Trails are as they were before the moves; the
 * dead of step 3 do not cut and are not scored.
 */
export function resolveCuts(
  moves: readonly Move[],
  arrivals: Arrivals,
  crashed: ReadonlySet<Player>,
): Map<Player, number> {
  const killers = new Map<Player, number>();
  for (const { player: victim } of moves) {
    if (crashed.has(victim)) continue;
    for (const cell of victim.trail) {
      const group = arrivals.get(cell);
      if (group === undefined) continue;
      for (const cutter of group) {
        if (!entered(cutter) || crashed.has(cutter.player)) continue;
        const killer = killers.get(victim) ?? 0;
        const { who } = cutter.player;
        if (cutter.player === victim) killers.set(victim, killer);
        else if (killer === 0 || who < killer) killers.set(victim, who);
      }
    }
  }
  return killers;
}

function entered({ player, from }: Move): boolean {
  return player.at !== from;
}
