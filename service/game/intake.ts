import { chooseHeadings } from './bot.ts';
import { abandonLand } from './capture.ts';
import { die } from './death.ts';
import type { Events } from './events.ts';
import { type Direction, NOWHERE, opposite, STILL } from './grid.ts';
import type { Input } from './input.ts';
import type { Chance } from './random.ts';
import { freeSeats, newcomer, type Player, playerOf, type State, takeOff } from './state.ts';
import { LOST_DIES_TICKS, LOST_KEEPS_TICKS } from './timing.ts';

/** Step 1: inputs by incarnation, at most one a player; then bots and the clocks of those who are lost. */
export function applyInputs(state: State, inputs: readonly Input[], chance: Chance, events: Events): void {
  const choices = chooseHeadings(state, chance);
  for (const input of inTurn(inputs)) applyInput(state, input, events);
  fillWithBots(state, events);
  for (const [who, heading] of choices) {
    const bot = playerOf(state, who);
    if (bot !== undefined && heading !== STILL) turn(bot, heading, events);
  }
  for (const player of state.players) if (player.lostAt >= 0) advanceLoss(state, player, events);
  events.turned.sort((a, b) => a.who - b.who);
}

/** By incarnation; of two inputs for one, the first in the player's own row counts. */
function inTurn(inputs: readonly Input[]): Input[] {
  const sorted = [...inputs].sort((a, b) => a.who - b.who || place(a) - place(b));
  return sorted.filter((input, at) => at === 0 || input.who !== sorted[at - 1]!.who);
}

/** Where an input stands among those of its player: a departure before turns, turns by their number. */
function place(input: Input): number {
  const kinds = ['join', 'leave', 'lost', 'back'];
  return input.do === 'turn' ? kinds.length + input.seq * 4 + input.dir : kinds.indexOf(input.do);
}

function applyInput(state: State, input: Input, events: Events): void {
  if (input.do === 'join') {
    join(state, input.who, events);
    return;
  }
  const player = playerOf(state, input.who);
  if (player === undefined || player.bot) return;
  switch (input.do) {
    case 'leave':
      leave(state, player, events);
      break;
    case 'lost':
      if (player.lostAt < 0) player.lostAt = state.tick;
      break;
    case 'back':
      player.lostAt = -1;
      break;
    case 'turn':
      if (input.seq <= player.seq) break;
      player.seq = input.seq;
      if (player.lostAt < 0) turn(player, input.dir, events);
  }
}

function join(state: State, who: number, events: Events): void {
  if (who === state.next && freeSeats(state) > 0) add(state, false, events);
}

function add(state: State, bot: boolean, events: Events): void {
  state.players.push(newcomer(state.next, bot, state.tick));
  events.joined.push(state.next);
  state.next += 1;
}

function leave(state: State, player: Player, events: Events): void {
  takeOff(player);
  abandonLand(state, player.who);
  state.players = state.players.filter((other) => other !== player);
  events.left.push(player.who);
}

/** A turn opposite to the last move, while a trail is out, has no effect; nor has one of somebody off the board. */
function turn(player: Player, heading: Direction, events: Events): void {
  if (player.at === NOWHERE || player.heading === heading) return;
  if (player.trail.length > 0 && player.moved !== STILL && heading === opposite(player.moved)) return;
  player.heading = heading;
  events.turned.push({ who: player.who, heading });
}

/** Bots take the places that people leave free, and give way to people: the one with the least land first. */
function fillWithBots(state: State, events: Events): void {
  while (state.players.length < state.header.bots && freeSeats(state) > 0) add(state, true, events);
  while (state.players.length > state.header.bots) {
    const bots = state.players.filter((player) => player.bot);
    const last = bots.sort((a, b) => a.cells - b.cells || b.who - a.who)[0];
    if (last === undefined) return;
    leave(state, last, events);
  }
}

/** One who lost the connection keeps the direction for 20 ticks, stands, and 33 ticks later dies with a trail out. */
function advanceLoss(state: State, player: Player, events: Events): void {
  const away = state.tick - player.lostAt;
  if (player.at === NOWHERE) return;
  if (away >= LOST_KEEPS_TICKS && player.heading !== STILL) {
    player.heading = STILL;
    events.turned.push({ who: player.who, heading: STILL });
  }
  if (away >= LOST_KEEPS_TICKS + LOST_DIES_TICKS && player.trail.length > 0) die(state, player, 0, events);
}
