import { capture } from './capture.ts';
import { moveHeads, resolveCuts, resolveHeadOns } from './clash.ts';
import { credit, die } from './death.ts';
import { type Events, noEvents } from './events.ts';
import { NOWHERE } from './grid.ts';
import type { Input } from './input.ts';
import { applyInputs } from './intake.ts';
import { Chance } from './random.ts';
import { respawn } from './spawn.ts';
import { copyState, index, matchTicks, type Player, type State } from './state.ts';
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
  const byWho = index(state);
  if (state.tick >= state.header.countdown) play(before, state, byWho, events);
  respawn(state, byWho, chance);
  state.chance = chance.state;
  endTick(state);
  return { state, events };
}

/** Steps 2 to 7. */
function play(before: State, state: State, byWho: ReadonlyMap<number, Player>, events: Events): void {
  const held = new Map(before.players.map((player) => [player.who, player.cells]));
  const kill = (victim: Player, killer: number): void =>
    die(state, victim, credit(state.tick, byWho.get(killer), victim, held.get(victim.who) ?? 0), events);

  const from = moveHeads(state);
  const crashed = resolveHeadOns(state, from, before.land);
  const cut = resolveCuts(state, from, crashed);
  for (const player of state.players) {
    if (crashed.has(player.who)) kill(player, 0);
    else if (cut.has(player.who)) kill(player, cut.get(player.who)!);
  }
  extendTrails(state, from);
  const takers = capture(state, byWho, from, events);
  for (const player of state.players)
    if (player.at !== NOWHERE && player.cells === 0) kill(player, takers.get(player.who) ?? 0);
}

/** Step 5: the living who left own land extend their trails. */
function extendTrails(state: State, from: ReadonlyMap<number, number>): void {
  for (const player of state.players) {
    if (player.at === NOWHERE || player.at === from.get(player.who)) continue;
    if (state.land[player.at] !== player.who) player.trail.push(player.at);
  }
}

function endTick(state: State): void {
  const accompanied = state.players.some((player) => !player.bot && player.lostAt < 0);
  state.lonely = accompanied ? 0 : state.lonely + 1;
  state.tick += 1;
  if (state.tick >= matchTicks(state.header)) state.ending = 'time';
  else if (state.lonely >= ABANDONED_TICKS) state.ending = 'abandoned';
}
