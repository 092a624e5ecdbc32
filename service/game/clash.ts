import { NOWHERE, neighbour, STILL, WALL } from './grid.ts';
import type { Player, State } from './state.ts';

/** Where each head that is on the board stood before the moves, by incarnation. */
export type From = ReadonlyMap<number, number>;

/** Step 2: all heads go to their destinations at once. */
export function moveHeads(state: State): From {
  const from = new Map<number, number>();
  for (const player of state.players) {
    if (player.at === NOWHERE) continue;
    from.set(player.who, player.at);
    if (player.heading === STILL) continue;
    const to = neighbour(state, player.at, player.heading);
    if (to === NOWHERE || state.land[to] === WALL) continue;
    player.at = to;
    player.moved = player.heading;
  }
  return from;
}

/**
 * Step 3: who dies head-on. Heads that already shared a cell and both stay do not meet. `landBefore` is the land as
 * it was before the tick.
 */
export function resolveHeadOns(state: State, from: From, landBefore: Int16Array): Set<number> {
  const involved = new Set<Player>();
  const onBoard = state.players.filter((player) => player.at !== NOWHERE);
  const arrivals = groupBy(onBoard, (player) => player.at);
  for (const group of arrivals.values())
    if (group.length > 1 && group.some((player) => entered(player, from)))
      for (const player of group) involved.add(player);
  for (const player of onBoard) {
    if (!entered(player, from)) continue;
    for (const other of arrivals.get(from.get(player.who)!) ?? [])
      if (entered(other, from) && from.get(other.who) === player.at) involved.add(player);
  }
  const dead = [...involved].filter((player) => landBefore[player.at] !== player.who);
  return new Set(dead.map((player) => player.who));
}

/**
 * Step 4: whose trail was entered, and who scores for it (0: nobody). Trails are as they were before the moves; the
 * dead of step 3 do not cut and are not scored.
 */
export function resolveCuts(state: State, from: From, crashed: ReadonlySet<number>): Map<number, number> {
  const cutters = groupBy(
    state.players.filter(
      (player) => player.at !== NOWHERE && entered(player, from) && !crashed.has(player.who),
    ),
    (player) => player.at,
  );
  const killers = new Map<number, number>();
  for (const victim of state.players) {
    if (crashed.has(victim.who)) continue;
    for (const cell of victim.trail) {
      const group = cutters.get(cell);
      if (group === undefined) continue;
      for (const cutter of group) {
        const killer = killers.get(victim.who) ?? 0;
        if (cutter === victim) killers.set(victim.who, killer);
        else if (killer === 0 || cutter.who < killer) killers.set(victim.who, cutter.who);
      }
    }
  }
  return killers;
}

function entered(player: Player, from: From): boolean {
  return player.at !== from.get(player.who);
}

function groupBy(players: readonly Player[], cellOf: (player: Player) => number): Map<number, Player[]> {
  const groups = new Map<number, Player[]>();
  for (const player of players) {
    const group = groups.get(cellOf(player));
    if (group === undefined) groups.set(cellOf(player), [player]);
    else group.push(player);
  }
  return groups;
}
