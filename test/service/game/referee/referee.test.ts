import { describe, expect, it } from 'vitest';
import { boardOf } from './board.ts';
import { broken, drawn, headerOf } from './drawing.ts';
import type { MatchHeader, TickLine } from './lines.ts';
import { positionOf } from './position.ts';
import { referee } from './referee.ts';
import { judgeStandings, type Standing } from './standing.ts';

const DUEL: MatchHeader = {
  code: 'DUEL',
  size: 'duel',
  width: 40,
  height: 40,
  walls: [],
  rules: 1,
  ticks: 1200,
};

/** One person who joins in tick 0, stands at (1,1) and, if asked to, leaves in tick `leaves`. */
function quietMatch(ticks: number, leaves = ticks): TickLine[] {
  return Array.from({ length: ticks }, (_, tick) => {
    const here = tick < leaves;
    return {
      tick,
      inputs: tick === 0 ? [{ who: 1, do: 'join' }] : tick === leaves ? [{ who: 1, do: 'leave' }] : [],
      turned: [],
      players: here ? [{ who: 1, bot: false, alive: true, at: 41, dir: null, trail: [], kills: 0 }] : [],
      land: here ? [[1, 3], [0, 37], [1, 3], [0, 37], [1, 3], [0, 1517]] : [[0, 1600]], // biome-ignore format: rows
    };
  });
}

const rules = (lines: readonly unknown[]) =>
  referee(lines).violations.map(({ tick, rule }) => `${tick} ${rule}`);

describe('a whole match', () => {
  it('has as many ticks as its header says', () => {
    expect(rules([DUEL, ...quietMatch(1200)])).toEqual([]);
    expect(rules([DUEL, ...quietMatch(1199)])).toEqual(['null ticks']);
    expect(rules([DUEL, ...quietMatch(1201)])).toEqual(['null ticks']);
    const twice = quietMatch(1200).map((line) => (line.tick === 7 ? { ...line, tick: 6 } : line));
    expect(rules([DUEL, ...twice])).toEqual(['6 ticks']);
  });

  it('ends when nobody has been there for 200 ticks', () => {
    expect(rules([DUEL, ...quietMatch(250, 50)])).toEqual([]);
    expect(rules([DUEL, ...quietMatch(240, 50)])).toEqual(['null ticks']);
    expect(rules([DUEL, ...quietMatch(300, 50)])).toEqual(['null ticks']);
    const question = 'abandoned without a person for';
    expect(referee([DUEL, ...quietMatch(250, 50)]).readings[question]).toEqual(['200 ticks']);
    expect(referee([DUEL, ...quietMatch(251, 50)]).readings[question]).toEqual(['201 ticks']);
  });

  it('ranks by score, then land, then incarnation, if it says how it ended', () => {
    const won = { who: 1, score: 9, land: 9, kills: 0 };
    const end = (result: object[], ending = 'time') => rules([DUEL, ...quietMatch(1200), { ending, result }]);
    expect(end([won])).toEqual([]);
    expect(end([])).toEqual(['null result']);
    expect(end([{ ...won, score: 34 }])).toEqual(['null result']);
    expect(end([won], 'abandoned')).toEqual(['null result']);
    expect(rules([DUEL, ...quietMatch(250, 50), { ending: 'abandoned', result: [] }])).toEqual([]);
    const last = drawn(0, '1223..44  ........', { players: { 4: { kills: 1 } } });
    const table = [
      { who: 4, score: 27, land: 2, kills: 1 },
      { who: 2, score: 2, land: 2, kills: 0 },
      { who: 1, score: 1, land: 1, kills: 0 },
      { who: 3, score: 1, land: 1, kills: 0 },
    ];
    const header = headerOf('1223..44  ........');
    const judged = (result: Standing[]) =>
      judgeStandings({ ending: 'time', result }, positionOf(boardOf(header), last), true).length;
    expect(judged(table)).toBe(0);
    expect(judged([table[0]!, table[1]!, table[3]!, table[2]!])).toBe(1);
    expect(judged([table[1]!, table[0]!, table[2]!, table[3]!])).toBe(1);
  });

  it('is played on a room of the rules', () => {
    const lines = quietMatch(1200);
    expect(rules([{ ...DUEL, size: 'tiny' }, ...lines])).toEqual(['null header']);
    expect(rules([{ ...DUEL, size: 'small' }, ...lines])).toEqual(['null header']);
    expect(rules([{ ...DUEL, ticks: 1100 }, ...quietMatch(1100)])).toEqual(['null header']);
  });

  it('is refused where a line has not the documented form', () => {
    expect(rules([{ ...DUEL, walls: 'none' }])).toEqual(['null format']);
    expect(rules([{ ...DUEL, walls: [1600] }])).toEqual(['null format']);
    const [first, second] = quietMatch(2);
    expect(rules([DUEL, first, { ...second, turned: [[1, 4]] }])).toEqual(['1 format']);
    expect(rules([DUEL, first, { ...second, inputs: [{ who: 1, do: 'jump' }] }])).toEqual(['1 format']);
    expect(rules([DUEL, first, { ...second, players: [{ who: 1 }] }])).toEqual(['1 format']);
    expect(rules([DUEL, first, { ...second, land: [[1]] }])).toEqual(['1 format']);
  });
});

describe('what must hold of each line', () => {
  const picture = '11.#  .A..';
  const held = (more: Parameters<typeof drawn>[2]) => broken(picture, drawn(0, picture, more));

  it('has one owner or none for each cell, and none for walls', () => {
    expect(held({})).toEqual([]);
    expect(held({ land: [[1, 2], [0, 1]] })).toEqual(['0 land']); // biome-ignore format: one line
    expect(held({ land: [[1, 2], [0, 1], [-1, 2]] })).toEqual(['0 land']); // biome-ignore format: one line
    expect(held({ land: [[1, 2], [0, 1], [0, 1]] })).toEqual(['0 land']); // biome-ignore format: one line
    expect(held({ land: [[1, 2], [-1, 1], [-1, 1]] })).toEqual(['0 land']); // biome-ignore format: one line
    expect(held({ land: [[1, 2], [9, 1], [-1, 1]] })).toEqual(['0 land']); // biome-ignore format: one line
    expect(held({ land: [[1, 2], [0, 1], [0, 0], [-1, 1]] })).toEqual(['0 land']); // biome-ignore format: one line
  });

  it('has heads on the grid, and trails exactly off own land', () => {
    expect(held({ players: { 1: { at: 3, trail: [3] } } })).toEqual(['0 heads', '0 trails']);
    expect(held({ players: { 1: { at: 4, trail: [4] } } })).toEqual(['0 heads', '0 trails']);
    expect(held({ players: { 1: { alive: false } } })).toEqual(['0 heads']);
    expect(held({ players: { 1: { alive: false, at: null, dir: 1 } } })).toEqual(['0 heads']);
    expect(held({ players: { 1: { alive: false, at: null, trail: [2] } } })).toEqual(['0 trails']);
    expect(held({ players: { 1: { trail: [2] } } })).toEqual(['0 trails']);
    expect(held({ players: { 1: { at: 2, trail: [] } } })).toEqual(['0 trails']);
    expect(held({ players: { 1: { at: 2, trail: [2, 2] } } })).toEqual(['0 trails']);
    expect(held({ players: { 1: { at: 2, trail: [1, 2] } } })).toEqual(['0 trails']);
  });
});
