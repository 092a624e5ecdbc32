import { capture } from './capture.ts';
import { byCell, type Move, moveHeads, resolveCuts, resolveHeadOns } from './clash.ts';
import { credit, die } from './death.ts';
import { type Events, noEvents } from './events.ts';
import { NOWHERE } from './grid.ts';
import type { Input } from './input.ts';
import { applyInputs } from './intake.ts';
import { Chance } from './random.ts';
import { respawn } from './spawn.ts';
import { copyState, matchTicks, type Player, playerOf, type State } from './state.ts';
import { ABANDONED_TICKS } from './timing.ts';

/** A step's outcome. */
export interface Step {
  readonly state: State;
  readonly events: Events;
}

/**
 * One tick of the rules, in their order. The order of `inputs` does not matter; what the rules do not allow has no
 * effect. The given state is left as it was. A match that has ended stays as it is.
 */
export function step(before: State, inputs: readonly Input[]): Step {
  const events = noEvents();
  if (before.ending !== null) return { state: before, events };
  const state = copyState(before);
  const chance = new Chance(state.chance);
  applyInputs(state, inputs, chance, events);
  if (state.tick >= state.header.countdown) play(before, state, events);
  respawn(state, chance);
  state.chance = chance.state;
  endTick(state);
  return { state, events };
}

/** Steps 2 to 7. */
function play(before: State, state: State, events: Events): void {
  const kill = (victim: Player, killer: number): void => {
    const held = playerOf(before, victim.who)?.cells ?? 0;
    die(state, victim, credit(state.tick, playerOf(state, killer), victim, held), events);
  };
  const moves = moveHeads(state);
  const arrivals = byCell(moves);
  const crashed = resolveHeadOns(moves, arrivals, before.land);
  const cut = resolveCuts(moves, arrivals, crashed);
  for (const { player } of moves) {
    if (crashed.has(player)) kill(player, 0);
    else if (cut.has(player)) kill(player, cut.get(player)!);
  }
  extendTrails(state, moves);
  const takers = capture(state, moves, events);
  for (const { player } of moves)
    if (player.at !== NOWHERE && player.cells === 0) kill(player, takers.get(player.who) ?? 0);
}

/** Step 5: the living who left own land extend their trails. */
function extendTrails(state: State, moves: readonly Move[]): void {
  for (const { player, from } of moves) {
    if (player.at === NOWHERE || player.at === from) continue;
    if (state.land[player.at] !== player.who) player.trail = [...player.trail, player.at];
  }
}

function endTick(state: State): void {
  const accompanied = state.players.some((player) => !player.bot && player.lostAt < 0);
  state.lonely = accompanied ? 0 : state.lonely + 1;
  state.tick += 1;
  if (state.tick >= matchTicks(state.header)) state.ending = 'time';
  else if (state.lonely >= ABANDONED_TICKS) state.ending = 'abandoned';
}
