import { type Size, TICK_MS } from '../game/index.ts';
import { type Outcome, playMatch } from './matches.ts';
import { STRATEGIES, type Strategy } from './people.ts';

/** A room to try: so many players in all, so many of them people, bots the rest. */
interface Room {
  readonly size: Size;
  readonly players: number;
  readonly people: number;
  /** Matches for each strategy. */
  readonly matches: number;
}

const ROOMS: readonly Room[] = [
  { size: 'duel', players: 2, people: 1, matches: 40 },
  { size: 'small', players: 8, people: 1, matches: 20 },
  { size: 'small', players: 8, people: 2, matches: 20 },
  { size: 'small', players: 16, people: 1, matches: 20 },
  { size: 'small', players: 16, people: 8, matches: 10 },
  { size: 'large', players: 60, people: 1, matches: 4 },
  { size: 'large', players: 64, people: 60, matches: 2 },
  { size: 'huge', players: 200, people: 1, matches: 1 },
  { size: 'huge', players: 200, people: 200, matches: 1 },
];

/** Deaths this early in a person's first life are a beginner's: 10 seconds. */
const EARLY_TICKS = Math.floor(10_000 / TICK_MS);

for (const room of ROOMS) console.log(JSON.stringify(report(room)));

/** Plays a room's matches: the first person by each strategy in turn, the other people average. */
function report(room: Room): object {
  const names = Object.keys(STRATEGIES) as Strategy[];
  const byStrategy = names.map((name) => ({ name, outcomes: play(room, name) }));
  const all = byStrategy.flatMap(({ outcomes }) => outcomes);
  const minutes = (outcomes: readonly Outcome[]): number =>
    sum(outcomes, ({ ticks }) => ticks * TICK_MS) / 60_000;
  return {
    size: room.size,
    players: room.players,
    people: room.people,
    matches: all.length,
    leaderChangesPerMatch: rounded(sum(all, ({ leaderChanges }) => leaderChanges) / all.length),
    firstShareOfBoard: rounded(sum(all, ({ firstOfBoard }) => firstOfBoard) / all.length / 1000),
    firstShareOfOwned: rounded(sum(all, ({ firstOfOwned }) => firstOfOwned) / all.length / 1000),
    deathsPerMinute: rounded(sum(all, ({ deaths }) => deaths) / minutes(all)),
    creditedPerMinute: rounded(sum(all, ({ credited }) => credited) / minutes(all)),
    strategies: Object.fromEntries(
      byStrategy.map(({ name, outcomes }) => [
        name,
        {
          wins: outcomes.filter(({ places }) => places[0] === 1).length,
          of: outcomes.length,
          meanPlace: rounded(sum(outcomes, ({ places }) => places[0]!) / outcomes.length),
          deathsPerMinute: rounded(sum(outcomes, ({ falls }) => falls[0]!.length) / minutes(outcomes)),
          fellWithinTenSeconds: outcomes.filter(({ falls }) => (falls[0]![0] ?? Infinity) <= EARLY_TICKS)
            .length,
        },
      ]),
    ),
  };
}

function play(room: Room, strategy: Strategy): Outcome[] {
  const others = Array.from({ length: room.people - 1 }, (): Strategy => 'looper');
  return Array.from({ length: room.matches }, (_, seed) =>
    playMatch({ size: room.size, players: room.players, people: [strategy, ...others], seed }),
  );
}

function sum(outcomes: readonly Outcome[], of: (outcome: Outcome) => number): number {
  return outcomes.reduce((total, outcome) => total + of(outcome), 0);
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
