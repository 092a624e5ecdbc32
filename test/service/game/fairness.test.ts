import { beforeAll, describe, expect, it } from 'vitest';
import { type Outcome, playMatch } from '../../../service/bench/matches.ts';
import type { Strategy } from '../../../service/bench/people.ts';
import type { Size } from '../../../service/game/index.ts';

/** One person of a strategy, and bots up to a number of players; the same seeds in each run. */
function playMatches(size: Size, players: number, strategy: Strategy, matches: number): Outcome[] {
  return Array.from({ length: matches }, (_, seed) =>
    playMatch({ size, players, people: [strategy], seed: seed + 1 }),
  );
}

function wins(outcomes: readonly Outcome[]): number {
  return outcomes.filter(({ places }) => places[0] === 1).length;
}

function mean(outcomes: readonly Outcome[], of: (outcome: Outcome) => number): number {
  return outcomes.reduce((sum, outcome) => sum + of(outcome), 0) / outcomes.length;
}

describe('a plain strategy against the bots', () => {
  const rooms = [
    { size: 'duel', players: 2, matches: 20 },
    { size: 'small', players: 8, matches: 6 },
    { size: 'small', players: 16, matches: 6 },
  ] as const;
  for (const { size, players, matches } of rooms)
    for (const strategy of ['borderLoop', 'killFarming', 'stayingHome'] as const)
      it(`${strategy} does not win most matches of ${players} in a ${size} room`, () => {
        expect(wins(playMatches(size, players, strategy, matches))).toBeLessThanOrEqual(matches / 3);
      });
});

describe('an average person against the bots', () => {
  let duels: Outcome[];
  let rooms: Outcome[];
  beforeAll(() => {
    duels = playMatches('duel', 2, 'looper', 20);
    rooms = playMatches('small', 8, 'looper', 12);
  });

  it('wins some duels and loses some', () => {
    expect(wins(duels)).toBeGreaterThanOrEqual(3);
    expect(wins(duels)).toBeLessThanOrEqual(15);
  });

  it('wins now and then among eight, and comes out in the middle', () => {
    expect(wins(rooms)).toBeGreaterThanOrEqual(1);
    expect(mean(rooms, ({ places }) => places[0]!)).toBeLessThanOrEqual(6);
  });

  it('mostly lives through the first ten seconds, and dies less than twice a minute', () => {
    const early = [...duels, ...rooms].filter(({ falls }) => (falls[0]![0] ?? 1200) <= 66);
    expect(early.length).toBeLessThanOrEqual(6);
    expect(mean(rooms, ({ falls }) => falls[0]!.length) / 3).toBeLessThan(2);
  });
});

describe('a match', () => {
  it('among eight is alive: the lead changes, people and bots die, nobody owns it all', () => {
    const rooms = playMatches('small', 8, 'looper', 6);
    expect(mean(rooms, ({ leaderChanges }) => leaderChanges)).toBeGreaterThanOrEqual(10);
    expect(mean(rooms, ({ firstOfBoard }) => firstOfBoard)).toBeLessThanOrEqual(350);
    const deathsPerMinute = mean(rooms, ({ deaths }) => deaths) / 3;
    expect(deathsPerMinute).toBeGreaterThan(1);
    expect(deathsPerMinute).toBeLessThan(15);
  });

  it('among sixty is alive', () => {
    const [room] = playMatches('large', 60, 'looper', 1);
    expect(room!.leaderChanges).toBeGreaterThanOrEqual(20);
    expect(room!.firstOfBoard).toBeLessThanOrEqual(100);
    expect(room!.deaths / 3).toBeGreaterThan(5);
    expect(room!.ticks).toBe(1200);
  });
});
