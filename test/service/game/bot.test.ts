import { describe, expect, it } from 'vitest';
import { chooseHeadings } from '../../../service/game/bot.ts';
import {
  createMatch,
  type Direction,
  type Events,
  type Heading,
  hashOf,
  NOWHERE,
  neighbour,
  type Player,
  parse,
  playerOf,
  type Size,
  STILL,
  type State,
  serialize,
  step,
} from '../../../service/game/index.ts';
import { Chance } from '../../../service/game/random.ts';
import { board } from './board.ts';

/** A match with one person, who stands still, and bots up to a number. */
function startMatch(code: string, size: Size, players: number): State {
  const match = createMatch({ code, size, bots: players, rules: 1, countdown: 0 });
  return step(match, [{ do: 'join', who: 1 }]).state;
}

type Watch = (before: State, after: State, events: Events) => void;

function play(from: State, ticks: number, watch: Watch = () => {}): State {
  let state = from;
  for (let tick = 0; tick < ticks; tick += 1) {
    const after = step(state, []);
    watch(state, after.state, after.events);
    state = after.state;
  }
  return state;
}

/** A drawn board on which the players' bots stay. */
function withBots(drawn: State): State {
  return { ...drawn, header: { ...drawn.header, bots: drawn.players.length } };
}

/** A copy in which the bots have chosen once more. */
function chosen(state: State): { due: Map<number, Heading>; after: State; chance: Chance } {
  const after = parse(serialize(state));
  const chance = new Chance(state.chance);
  return { due: chooseHeadings(after, chance), after, chance };
}

function botsOnBoard({ players }: State): Player[] {
  return players.filter(({ bot, at }) => bot && at !== NOWHERE);
}

describe('the lag of bots', () => {
  it('lets a choice take effect three ticks after what it was made from', () => {
    const state = play(startMatch('LAG', 'small', 8), 80);
    const next = chosen(state);
    const later = chosen(play(state, 3));
    const steady = botsOnBoard(state).filter(({ plan }) => plan.length === 3);
    expect(steady.length).toBeGreaterThan(3);
    for (const { who, plan } of steady) {
      expect(next.due.get(who) ?? STILL).toBe(plan[0]);
      const made = playerOf(next.after, who)!.plan.at(-1);
      expect(later.due.get(who) ?? STILL).toBe(made);
    }
  });

  it('keeps what is under way, whatever is seen now', () => {
    const state = play(startMatch('SWAY', 'small', 8), 80);
    const emptied = { ...state, land: state.land.map((owner) => Math.min(owner, 0)) };
    for (const seen of [state, emptied]) {
      const { due, after } = chosen(seen);
      for (const { who, plan } of botsOnBoard(state)) {
        expect([due.get(who) ?? STILL, ...playerOf(after, who)!.plan].slice(0, plan.length)).toEqual(plan);
      }
    }
  });
});

describe('the choices of bots', () => {
  it('are the same from a state stored and read again, whatever was played in between', () => {
    const state = play(startMatch('AGAIN', 'small', 8), 150);
    const here = hashOf(play(state, 100));
    play(startMatch('OTHER', 'huge', 20), 20);
    expect(hashOf(play(parse(serialize(state)), 100))).toBe(here);
  });

  it('draw chance once for each bot on the board', () => {
    const state = play(startMatch('DRAWS', 'small', 8), 90);
    const { chance } = chosen(state);
    const expected = new Chance(state.chance);
    for (const _ of botsOnBoard(state)) expected.draw(2);
    expect(botsOnBoard(state).length).toBeGreaterThan(3);
    expect(chance.state).toBe(expected.state);
  });

  it('change nothing but the plans', () => {
    const state = play(startMatch('PURE', 'small', 8), 90);
    const { after } = chosen(state);
    const plans = new Map(state.players.map(({ who, plan }) => [who, plan]));
    const undone = after.players.map((player) => ({ ...player, plan: plans.get(player.who)! }));
    expect(hashOf({ ...after, players: undone })).toBe(hashOf(state));
  });
});

describe('a bot', () => {
  it('takes land within ten seconds', () => {
    const bots = play(startMatch('LAND', 'small', 8), 66).players.filter(({ bot }) => bot);
    expect(bots).toHaveLength(7);
    for (const { cells } of bots) expect(cells).toBeGreaterThanOrEqual(9);
    expect(bots.filter(({ cells }) => cells >= 30).length).toBeGreaterThanOrEqual(4);
  });

  it('hardly ever runs into its own trail', () => {
    let deaths = 0;
    let own = 0;
    const watch: Watch = (before, _after, events) => {
      for (const { who } of events.deaths) {
        const bot = playerOf(before, who)!;
        if (!bot.bot) continue;
        deaths += 1;
        const heading = events.turned.find((turn) => turn.who === who)?.heading ?? bot.heading;
        if (heading !== STILL && bot.trail.includes(neighbour(before, bot.at, heading))) own += 1;
      }
    };
    for (const code of ['SELF1', 'SELF2', 'SELF3', 'SELF4']) play(startMatch(code, 'small', 16), 800, watch);
    expect(deaths).toBeGreaterThan(20);
    expect(own / deaths).toBeLessThanOrEqual(0.02);
  });

  it('goes all ways alike', () => {
    const steps: Record<Direction, number> = { 0: 0, 1: 0, 2: 0, 3: 0 };
    play(startMatch('WAYS', 'small', 16), 400, (_before, { players }) => {
      for (const { bot, heading } of players) if (bot && heading !== STILL) steps[heading] += 1;
    });
    const all = steps[0] + steps[1] + steps[2] + steps[3];
    for (const count of Object.values(steps)) expect(count / all).toBeGreaterThan(0.15);
  });

  it('cuts a long trail in reach', () => {
    const state = withBots(
      board(
        `. . . . . . . . . . . . . . . . . . . . . . . . . . . . . .
         . . . . . . . . . . . . . . . . . . . . . . . . . . . . . .
         . . . . . . . . . . . . . . . . . . . . . . . . . . . . . .
         1 1 1 . . . . . . . . . . . . . . . . . . . . . . . . . . .
         1 1 1 . . . . . . . . . . . . . . . . . . . . . . . . . . .
         1 1 1 . . . . . . . . . . . . . . . . . . . . . . . . . . .
         . . . . . . . . . . . . . . . . . . . . . . . . . . . . . .
         . . . . . . . . . . . . 2 2 2 . . . . . . . . . . . . . . .
         . . . . . . . . . . . . 2 2 2 . . . . . . . . . . . . . . .
         . . . . . . . . . . . . 2 2 2 . . . . . . . . . . . . . . .`,
        {
          1: {
            at: [26, 4],
            heading: STILL,
            trail: Array.from({ length: 24 }, (_, x) => [x + 3, 4] as const),
          },
          2: { at: [13, 8], bot: true },
        },
      ),
    );
    const deaths: number[] = [];
    play(state, 12, (_before, _after, events) => deaths.push(...events.deaths.map(({ who }) => who)));
    expect(deaths).toContain(1);
  });

  /** A bot three cells out, and somebody who stands on one of two squares, near or far. */
  function excursion(rival: readonly [number, number], tick = 300): State {
    return withBots(
      board(
        `. . . . . . . . . . . . . . . . . . . . . . . . . . . 2
         . . . . . . . . . . . . . . . . . . . . . . . . . . . .
         . . . . . . . . . . . . . . . . . . . . . . . . . . . .
         1 1 1 . . . . . . . . . . . . . . . . . . . . . . . . .
         1 1 1 . . . . . . . . . . . . . . . . . . . . . . . . .
         1 1 1 . . . . . . . . . . . . . . . . . . . . . . . . .
         . . . . . . . . . . . . . . . . . . . . . . . . . . . .
         . . . . . . . . . . 2 . . . . . . . . . . . . . . . . .`,
        {
          1: {
            at: [5, 4],
            heading: 1,
            trail: [
              [3, 4],
              [4, 4],
              [5, 4],
            ],
            bot: true,
          },
          2: { at: rival },
        },
        tick,
      ),
    );
  }

  /** The most cells that the bot's trail has before it is home, and the tick at which it is. */
  function wayOut(state: State): { longest: number; home: number } {
    let longest = 0;
    let home = -1;
    play(state, 40, (_before, after) => {
      const { trail } = playerOf(after, 1)!;
      if (home < 0) longest = Math.max(longest, trail.length);
      if (home < 0 && trail.length === 0) home = after.tick;
    });
    return { longest, home };
  }

  it('turns back early when somebody is nearer to its trail than it is to home', () => {
    const alone = wayOut(excursion([27, 0]));
    const beset = wayOut(excursion([10, 7]));
    expect(alone.home).toBeGreaterThan(0);
    expect(beset.home).toBeGreaterThan(0);
    expect(beset.longest).toBeLessThan(alone.longest);
  });

  it('brings its trail home before the match ends', () => {
    const { home } = wayOut(excursion([27, 0], 1182));
    expect(home).toBeGreaterThan(1182);
    expect(home).toBeLessThanOrEqual(1200);
  });
});
