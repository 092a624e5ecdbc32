import { type Events, NOWHERE, RULES, type Rules, type State, WALL } from '../../../game/index.ts';
import type { Seat } from '../../../src/protocol/tick.ts';
import { causeOf } from './cause.ts';
import type { Board, Death, Frame, Head, Standing } from './messages.ts';

/** Places shown while a match goes on, and how many people below them besides oneself: friends see each other. */
const TOP_PLACES = 5;
const MOST_PEOPLE_BELOW = 3;

/** What a frame says besides what the match does. */
export type Personal = Pick<Frame, 'me' | 'names' | 'persons' | 'wanted' | 'press'>;

/**
 * A board for a page that knows nothing yet.
 * @param rules those of the match @default today's
 */
export function boardOf(state: State, personal: Personal, rules: Rules = RULES): Board {
  const { code, size, bots } = state.header;
  const { width, height } = state;
  const land = state.land.slice();
  const area = land.reduce((cells, owner) => (owner === WALL ? cells : cells + 1), 0);
  const frame = { ...stillOf(rules, state, personal), changes: new Int32Array(), deaths: [] };
  return { code, size, bots, width, height, area, tickMs: rules.tickMs, land, frame };
}

/**
 * What one tick did, for a page that has everything up to it.
 * @param rules those of the match @default today's
 */
export function frameOf(
  before: State,
  events: Events,
  after: State,
  personal: Personal,
  rules: Rules = RULES,
): Frame {
  const deaths = events.deaths.map(({ who, at, by }): Death => {
    return { who, at, credited: by !== 0, ...causeOf(before, events, after, who) };
  });
  return { ...stillOf(rules, after, personal), changes: changesOf(before.land, after.land), deaths };
}

/** Names of people, by incarnation. */
export function namesOf(seats: ReadonlyMap<number, Seat>): Map<number, string> {
  return new Map([...seats.values()].map((seat) => [seat.who, seat.name]));
}

/** People as the log knows them, by incarnation. */
export function personsOf(seats: ReadonlyMap<number, Seat>): Map<number, string> {
  return new Map([...seats.values()].map((seat) => [seat.who, seat.person]));
}

/** The ranking: all places, or the first five, one's own and some people's. */
export function standingsOf(rules: Rules, state: State, me: number, all = false): Standing[] {
  const standings = rules.ranking(state).map((player, index): Standing => {
    const { who, bot, cells, kills } = player;
    return { place: index + 1, who, bot, score: rules.scoreOf(player), cells, kills };
  });
  if (all) return standings;
  const below = standings.filter(({ place, bot, who }) => place > TOP_PLACES && !bot && who !== me);
  const people = new Set(below.slice(0, MOST_PEOPLE_BELOW).map(({ who }) => who));
  return standings.filter(({ place, who }) => place <= TOP_PLACES || who === me || people.has(who));
}

function stillOf(rules: Rules, state: State, personal: Personal): Omit<Frame, 'changes' | 'deaths'> {
  const trails = new Int32Array(state.players.reduce((cells, player) => cells + player.trail.length, 0));
  let filled = 0;
  const heads = state.players.map((player): Head => {
    trails.set(player.trail, filled);
    filled += player.trail.length;
    return {
      who: player.who,
      bot: player.bot,
      at: player.at,
      heading: player.heading,
      trail: player.trail.length,
      respawn: player.at === NOWHERE ? Math.max(0, player.spawnAt - state.tick) + 1 : 0,
      lost: player.lostAt >= 0,
    };
  });
  return {
    ...personal,
    tick: state.tick,
    heads,
    trails,
    standings: standingsOf(rules, state, personal.me),
    countdown: Math.max(0, state.header.countdown - state.tick),
    left: Math.max(0, rules.matchTicks(state.header) - state.tick),
    ending: state.ending,
  };
}

function changesOf(before: Int16Array, after: Int16Array): Int32Array {
  const changes: number[] = [];
  for (let cell = 0; cell < after.length; cell += 1)
    if (before[cell] !== after[cell]) changes.push(cell, after[cell]!);
  return Int32Array.from(changes);
}
