import { describe, expect, it } from 'vitest';
import { broken, drawn, LEFT, RIGHT, UP } from './drawing.ts';

describe('captures', () => {
  it('take the trail and what it encloses', () => {
    const start = `
      111...  ...aa.
      111...  ....a.
      111...  ...Aa.`;
    const full = `
      11111.  ......
      11111.  ......
      11111.  ..A...`;
    const hollow = `
      11111.  ......
      111.1.  ......
      11111.  ..A...`;
    const players = { 1: { dir: LEFT } };
    const before = drawn(0, start, { players });
    expect(broken(start, before, drawn(1, full, { players }))).toEqual([]);
    expect(broken(start, before, drawn(1, hollow, { players }))).toEqual(['1 captures']);
    const trailing = drawn(1, full, { players: { 1: { dir: LEFT, trail: [3, 4] } } });
    expect(broken(start, before, trailing)).toEqual(['1 trails']);
  });

  it('take the land of others, whose trails and heads survive inside', () => {
    const start = `
      111.....2  ...aaaaa.
      111......  .......a.
      111.22...  .......a.
      111......  .....B.a.
      111......  ...Aaaaa.`;
    const taken = `
      111111112  .........
      11111111.  .........
      11111111.  .........
      11111111.  .....B...
      11111111.  ..A......`;
    const spared = `
      111111112  .........
      11111111.  .........
      11112211.  .........
      11111111.  .....B...
      11111111.  ..A......`;
    const killed = `
      111111112  .........
      11111111.  .........
      11111111.  .........
      11111111.  .........
      11111111.  ..A......`;
    const players = { 1: { dir: LEFT } };
    const before = drawn(0, start, { players });
    expect(broken(start, before, drawn(1, taken, { players }))).toEqual([]);
    expect(broken(start, before, drawn(1, spared, { players }))).toEqual(['1 captures']);
    expect(broken(start, before, drawn(1, killed, { players }))).toEqual(['1 deaths']);
  });

  it('start a trail under a head whose land they take', () => {
    const start = `
      11...2  ..aa..
      112..2  ..Ba..
      11...2  ..Aa..`;
    const taken = `
      1111.2  ......
      1111.2  ..B...
      1111.2  .A....`;
    const players = { 1: { dir: LEFT } };
    const before = drawn(0, start, { players });
    expect(broken(start, before, drawn(1, taken, { players }))).toEqual([]);
    const bare = drawn(1, taken, { players: { 1: { dir: LEFT }, 2: { trail: [] } } });
    expect(broken(start, before, bare)).toEqual(['1 trails']);
  });

  it('flood from a frame around the grid, so that edges enclose nothing', () => {
    const start = `
      .1...  ..a..
      .1...  ..A..`;
    const trailOnly = `
      .11..  .....
      .11..  .A...`;
    const greedy = `
      111..  .....
      111..  .A...`;
    const players = { 1: { dir: LEFT } };
    const before = drawn(0, start, { players });
    expect(broken(start, before, drawn(1, trailOnly, { players }))).toEqual([]);
    expect(broken(start, before, drawn(1, greedy, { players }))).toEqual(['1 captures']);
  });

  it('flood through walls', () => {
    // (1,1) is shut in by own land, the trail and the wall at (2,1).
    const start = `
      1....  .A...
      1.#..  .....
      11...  .....`;
    const open = `
      11...  A....
      1.#..  .....
      11...  .....`;
    const shut = `
      11...  A....
      11#..  .....
      11...  .....`;
    const players = { 1: { dir: LEFT } };
    const before = drawn(0, start, { players });
    expect(broken(start, before, drawn(1, open, { players }))).toEqual([]);
    expect(broken(start, before, drawn(1, shut, { players }))).toEqual(['1 captures']);
  });

  it('leave walls inside unowned', () => {
    const start = `
      1....  .aaa.
      1.#..  ...a.
      1....  .Aaa.`;
    const kept = `
      1111.  .....
      11#1.  .....
      1111.  A....`;
    const players = { 1: { dir: LEFT } };
    const before = drawn(0, start, { players });
    expect(broken(start, before, drawn(1, kept, { players }))).toEqual([]);
    const walled = drawn(1, kept, {
      players,
      land: [
        [1, 4],
        [0, 1],
        [1, 4],
        [0, 1],
        [1, 4],
        [0, 1],
      ],
    });
    expect(broken(start, before, walled)).toEqual(['1 captures', '1 land']);
  });

  it('flood through 4 neighbours, not 8', () => {
    // (1,1) touches the outside by its corners only.
    const start = `
      .1..  ....
      1.1.  ...A
      .1..  ....`;
    const filled = `
      .1..  ....
      1111  ..A.
      .1..  ....`;
    const holed = `
      .1..  ....
      1.11  ..A.
      .1..  ....`;
    const players = { 1: { dir: LEFT } };
    const before = drawn(0, start, { players });
    expect(broken(start, before, drawn(1, filled, { players }))).toEqual([]);
    expect(broken(start, before, drawn(1, holed, { players }))).toEqual(['1 captures']);
  });

  it('of one size go by incarnation', () => {
    // 1 shuts the notch in which 2 comes home: (2,0) (2,1) (2,2). 2 comes with three cells of 1's land.
    const start = `
      11.11.2  ..A....
      11.11.2  .......
      11211..  ...b...
      11111..  ..Bb...`;
    const lowerFirst = `
      11111.2  ...A...
      11111.2  .......
      11111..  ..B....
      11111..  .......`;
    const higherFirst = `
      11111.2  ...A...
      11.11.2  .......
      11221..  ..B....
      11221..  .......`;
    const players = { 1: { dir: RIGHT }, 2: { dir: UP } };
    const before = drawn(0, start, { players });
    expect(broken(start, before, drawn(1, lowerFirst, { players }))).toEqual([]);
    expect(broken(start, before, drawn(1, higherFirst, { players }))).toEqual(['1 captures', '1 trails']);
    const longTrail = drawn(1, lowerFirst, {
      players: { 1: { dir: RIGHT }, 2: { dir: UP, trail: [17, 24, 23, 16] } },
    });
    expect(broken(start, before, longTrail)).toEqual(['1 trails']);
  });

  it('go by size first, each recomputed at its turn', () => {
    // As above, but 1 has two cells to gain and 2 three.
    const start = `
      11.11.2  ..A....
      11211.2  ...b...
      11111..  ..Bb...`;
    const largerFirst = `
      11111.2  ...A...
      11221.2  ..B....
      11221..  .......`;
    const lowerFirst = `
      11111.2  ...A...
      11111.2  ..B....
      11111..  .......`;
    const notRecomputed = `
      11111.2  ...A...
      11121.2  ..B....
      11221..  .......`;
    const players = { 1: { dir: RIGHT }, 2: { dir: UP } };
    const before = drawn(0, start, { players });
    expect(broken(start, before, drawn(1, largerFirst, { players }))).toEqual([]);
    expect(broken(start, before, drawn(1, lowerFirst, { players }))).toEqual(['1 captures', '1 trails']);
    expect(broken(start, before, drawn(1, notRecomputed, { players }))).toEqual(['1 captures', '1 trails']);
  });
});

describe('landless', () => {
  it('die, credited to whoever took their last cell', () => {
    const start = `
      1.......  .aaaaaaa
      .222222.  A......a
      .222222.  a......a
      .222222.  a..B...a
      .222222.  a......a
      .222222.  a......a
      ........  aaaaaaaa`;
    const taken = `
      11111111  A.......
      11111111  ........
      11111111  ........
      11111111  ........
      11111111  ........
      11111111  ........
      11111111  ........`;
    const alive = `
      11111111  A.......
      11111111  ........
      11111111  ........
      11111111  ...B....
      11111111  ........
      11111111  ........
      11111111  ........`;
    const before = drawn(0, start, { players: { 1: { dir: UP } } });
    const one = { dir: UP, kills: 1 };
    expect(broken(start, before, drawn(1, taken, { players: { 1: one, 2: {} } }))).toEqual([]);
    expect(broken(start, before, drawn(1, alive, { players: { 1: one } }))).toEqual(['1 landless']);
    const unpaid = drawn(1, taken, { players: { 1: { dir: UP }, 2: {} } });
    expect(broken(start, before, unpaid)).toEqual(['1 credit']);
  });

  it('are credited to the last of several captures, not to the largest', () => {
    const start = `
      1........3..  .aaaaaaa..cc
      .222222...2.  A......a.C.c
      .222222.....  a......a.ccc
      .222222.....  a..B...a....
      .222222.....  a......a....
      .222222.....  a......a....
      ............  aaaaaaaa....`;
    const taken = `
      11111111.333  A........C..
      11111111.333  ............
      11111111.333  ............
      11111111....  ............
      11111111....  ............
      11111111....  ............
      11111111....  ............`;
    const before = drawn(0, start, { players: { 1: { dir: UP }, 3: { dir: UP } } });
    const scored = (first: number, third: number) =>
      drawn(1, taken, { players: { 1: { dir: UP, kills: first }, 2: {}, 3: { dir: UP, kills: third } } });
    expect(broken(start, before, scored(0, 1))).toEqual([]);
    expect(broken(start, before, scored(1, 0))).toEqual(['1 credit']);
  });
});
