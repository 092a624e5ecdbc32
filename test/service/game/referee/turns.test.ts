import { describe, expect, it } from 'vitest';
import { broken, DOWN, drawn, judge, LEFT, RIGHT, UP } from './drawing.ts';

describe('moves and trails', () => {
  it('moves a head one cell and starts its trail off own land', () => {
    const start = `
      111...  ..A...
      111...  ......`;
    const next = `
      111...  ...A..
      111...  ......`;
    const before = drawn(0, start, { players: { 1: { dir: RIGHT } } });
    expect(broken(start, before, drawn(1, next, { players: { 1: { dir: RIGHT } } }))).toEqual([]);
    expect(broken(start, before, { ...before, tick: 1 })).toEqual(['1 moves']);
    const bare = drawn(1, next, { players: { 1: { dir: RIGHT, trail: [] } } });
    expect(broken(start, before, bare)).toEqual(['1 trails']);
    const changed = drawn(1, next, { players: { 1: { dir: DOWN } } });
    expect(broken(start, before, changed)).toEqual(['1 turned']);
  });

  it('keeps the whole trail', () => {
    const start = '111...  ...aA.';
    const before = drawn(0, start, { players: { 1: { dir: RIGHT } } });
    expect(broken(start, before, drawn(1, '111...  ...aaA', { players: { 1: { dir: RIGHT } } }))).toEqual([]);
    const short = drawn(1, '111...  ....aA', { players: { 1: { dir: RIGHT } } });
    expect(broken(start, before, short)).toEqual(['1 trails']);
  });

  it('stops at walls and edges', () => {
    const start = '111#2  A.B..';
    const players = { 1: { dir: LEFT }, 2: { dir: RIGHT } };
    const before = drawn(0, start, { players });
    expect(broken(start, before, drawn(1, '111#2  A.B..', { players }))).toEqual([]);
    const into = drawn(1, '111#2  A..B.', { players });
    expect(broken(start, before, into)).toEqual(['1 heads', '1 moves', '1 trails']);
    const wrapped = drawn(1, '111#2  ..B.A', { players });
    expect(broken(start, before, wrapped)).toEqual(['1 moves']);
  });
});

describe('turns', () => {
  const home = `
    111..  .A...
    111..  .....`;
  const left = `
    111..  A....
    111..  .....`;
  const right = `
    111..  ..A..
    111..  .....`;
  const down = `
    111..  .....
    111..  .A...`;
  const turn = (dir: number) => [{ who: 1, do: 'turn' as const, dir }];

  it('obeys a turn input, also backwards on own land', () => {
    const before = drawn(0, home, { players: { 1: { dir: RIGHT } } });
    const back = drawn(1, left, { inputs: turn(LEFT), turned: [[1, LEFT]], players: { 1: { dir: LEFT } } });
    expect(broken(home, before, back)).toEqual([]);
    const deaf = drawn(1, right, { inputs: turn(LEFT), players: { 1: { dir: RIGHT } } });
    expect(broken(home, before, deaf)).toEqual(['1 turned']);
  });

  it('lists no turn that nobody asked for, and moves by what is listed', () => {
    const before = drawn(0, home, { players: { 1: { dir: RIGHT } } });
    const unasked = drawn(1, down, { turned: [[1, DOWN]], players: { 1: { dir: DOWN } } });
    expect(broken(home, before, unasked)).toEqual(['1 turned']);
    const unlisted = drawn(1, down, { inputs: turn(DOWN), players: { 1: { dir: DOWN } } });
    expect(broken(home, before, unlisted)).toEqual(['1 moves', '1 turned']);
    const otherwise = drawn(1, down, {
      inputs: turn(LEFT),
      turned: [[1, DOWN]],
      players: { 1: { dir: DOWN } },
    });
    expect(broken(home, before, otherwise)).toEqual(['1 turned']);
  });

  it.each([false, true])('turns nobody against the last move with a trail out (bot %s)', (bot) => {
    const start = '11....  ..aA..';
    const inputs = bot ? [] : turn(LEFT);
    const before = drawn(0, start, { players: { 1: { dir: RIGHT, bot } } });
    const on = drawn(1, '11....  ..aaA.', { inputs, players: { 1: { dir: RIGHT, bot } } });
    expect(broken(start, before, on)).toEqual([]);
    const dead = drawn(1, '11....  ......', { inputs, turned: [[1, LEFT]], players: { 1: { bot } } });
    expect(broken(start, before, dead)).toEqual(['1 turned']);
  });

  it('knows the last move of a head that the edge has stopped since', () => {
    const start = '11....  ..aA..';
    const moved = drawn(0, start, { players: { 1: { dir: RIGHT } } });
    const up = drawn(1, start, { inputs: turn(UP), turned: [[1, UP]], players: { 1: { dir: UP } } });
    const consumed = drawn(2, start, { inputs: turn(LEFT), players: { 1: { dir: UP } } });
    const verdict = judge(start, moved, up, consumed);
    expect(verdict.violations).toEqual([]);
    expect(verdict.readings['the last move']).toEqual(['is the last cell change']);
    const turned = drawn(2, '11....  ......', { inputs: turn(LEFT), turned: [[1, LEFT]] });
    expect(judge(start, moved, up, turned).readings['the last move']).toEqual(['is the last heading']);
  });

  it('lets bots turn without an input, once a tick', () => {
    const before = drawn(0, home, { players: { 1: { dir: RIGHT, bot: true } } });
    const players = { 1: { dir: DOWN, bot: true } };
    expect(broken(home, before, drawn(1, down, { turned: [[1, DOWN]], players }))).toEqual([]);
    const twice = drawn(1, down, {
      turned: [
        [1, UP],
        [1, DOWN],
      ],
      players,
    });
    expect(broken(home, before, twice)).toEqual(['1 turned']);
  });

  it('turns nobody who is off the board', () => {
    const picture = '11....  ......';
    const before = drawn(0, picture);
    expect(broken(picture, before, drawn(1, picture, { inputs: turn(UP) }))).toEqual([]);
    const turned = drawn(1, picture, { inputs: turn(UP), turned: [[1, UP]] });
    expect(broken(picture, before, turned)).toEqual(['1 turned']);
  });

  it('takes one input a player and tick, from players of the match', () => {
    const before = drawn(0, home);
    expect(broken(home, before, drawn(1, home, { inputs: [{ who: 1, do: 'back' }] }))).toEqual([]);
    const twice = drawn(1, home, {
      inputs: [
        { who: 1, do: 'lost' },
        { who: 1, do: 'back' },
      ],
    });
    expect(broken(home, before, twice)).toEqual(['1 inputs']);
    const stranger = drawn(1, home, { inputs: [{ who: 7, do: 'lost' }] });
    expect(broken(home, before, stranger)).toEqual(['1 inputs']);
  });
});
