import { type Heading, NEUTRAL, NOWHERE, SIZES, type Size, STILL } from './grid.ts';
import { LATE_TICKS, MATCH_TICKS } from './timing.ts';

/** Version of the rules; a change of any golden vector is a new version. */
export const RULES_VERSION = 1;

/** Owners are 16-bit numbers: a match that has issued so many incarnations takes no more joins. */
const MOST_INCARNATIONS = 0x7fff;

/** What fixes a match together with its log of inputs. */
export interface Header {
  /** Play code: seeds the map and all chance. */
  readonly code: string;
  readonly size: Size;
  /** Players up to which bots fill the room. */
  readonly bots: number;
  /** Version of the rules by which the match is played. */
  readonly rules: number;
  /** Ticks at the start in which nobody moves: 0, or 20 in a private room. */
  readonly countdown: number;
}

/** One credited elimination. */
export interface Credit {
  readonly victim: number;
  readonly tick: number;
}

/**
 * A player of one incarnation. Not on the board: `at` is `NOWHERE`, the trail is empty, the heading `STILL`. The lists
 * are replaced, never changed, so that states of successive ticks can share them.
 */
export interface Player {
  readonly who: number;
  readonly bot: boolean;
  /** Cell of the head. */
  at: number;
  heading: Heading;
  /** Direction of the last step that changed the cell since the spawn. */
  moved: Heading;
  /** Every cell visited since leaving own land, the head's included, oldest first. */
  trail: readonly number[];
  /** Land in cells. */
  cells: number;
  /** Credited eliminations. */
  kills: number;
  /** Credits of the last 130 ticks. */
  credits: readonly Credit[];
  /** Place in the row of the last input that was applied. */
  seq: number;
  /** Tick at whose end the player comes (back) onto the board; −1 while on it. */
  spawnAt: number;
  /** Place of the last death, `NOWHERE` before the first. */
  fell: number;
  /** Tick at which the connection was lost; −1 while connected. */
  lostAt: number;
  /** A bot's choices that have not taken effect yet, oldest first. */
  plan: readonly Heading[];
}

/** How a match ended. */
export type Ending = 'time' | 'abandoned';

/** All that the rules know between two ticks. */
export interface State {
  readonly header: Header;
  readonly width: number;
  readonly height: number;
  /** Ticks done, and the number of the next. */
  tick: number;
  /** State of the source of chance. */
  chance: number;
  /** Owner of each cell: an incarnation, `NEUTRAL` or `WALL`. */
  land: Int16Array;
  /** By incarnation, ascending. Those who left are gone. */
  players: Player[];
  /** Incarnation that the next join issues. */
  next: number;
  /** Ticks in a row without a connected person. */
  lonely: number;
  ending: Ending | null;
}

/** A player who has joined and waits for a place on the board. */
export function newcomer(who: number, bot: boolean, tick: number): Player {
  return {
    who,
    bot,
    at: NOWHERE,
    heading: STILL,
    moved: STILL,
    trail: [],
    cells: 0,
    kills: 0,
    credits: [],
    seq: 0,
    spawnAt: tick,
    fell: NOWHERE,
    lostAt: -1,
    plan: [],
  };
}

/**
 * A copy that can be changed without changing the original; its land once `openLand` was called. Players are added one
 * by one: `map` would give another kind of array once it is compiled, and everything compiled for the first kind would
 * be thrown away.
 */
export function copyState(state: State): State {
  const players: Player[] = [];
  for (const player of state.players) players.push({ ...player });
  return { ...state, players };
}

/** Lets a copy's land be changed: most ticks leave it alone, and until then it is that of the original. */
export function openLand(state: State): void {
  state.land = state.land.slice();
}

/** The player of an incarnation, if still in the match: searched by halves, as they stand in order. */
export function playerOf({ players }: State, who: number): Player | undefined {
  let first = 0;
  let end = players.length;
  while (first < end) {
    const middle = (first + end) >> 1;
    if (players[middle]!.who < who) first = middle + 1;
    else end = middle;
  }
  return first < players.length && players[first]!.who === who ? players[first] : undefined;
}

/** Takes head and trail off the board; the land stays. */
export function takeOff(player: Player): void {
  player.at = NOWHERE;
  player.heading = STILL;
  player.moved = STILL;
  player.trail = [];
  player.plan = [];
}

/** Gives an owner a cell of open land and keeps both counts. */
export function giveCell(state: State, cell: number, owner: number): void {
  const before = state.land[cell]!;
  if (before > NEUTRAL) playerOf(state, before)!.cells -= 1;
  if (owner > NEUTRAL) playerOf(state, owner)!.cells += 1;
  state.land[cell] = owner;
}

/** Ticks of a match, the countdown included. */
export function matchTicks(header: Header): number {
  return header.countdown + MATCH_TICKS;
}

/** Most people that a match has seats for. */
export function seatsOf(header: Header): number {
  return SIZES[header.size].seats;
}

/** Whether it is too late to join, however many seats are free. */
export function isTooLate(state: State): boolean {
  return state.ending !== null || state.tick >= matchTicks(state.header) - LATE_TICKS;
}

/** People whom the match can still take at its next tick. */
export function freeSeats(state: State): number {
  if (isTooLate(state)) return 0;
  const people = state.players.filter((player) => !player.bot).length;
  const seats = seatsOf(state.header) - people;
  return Math.max(0, Math.min(seats, MOST_INCARNATIONS + 1 - state.next));
}
