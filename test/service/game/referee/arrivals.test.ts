import { describe, expect, it } from 'vitest';
import { broken, drawn, judge, RIGHT, wait } from './drawing.ts';

const join = (who: number) => [{ who, do: 'join' as const }];

describe('joins', () => {
  // The head of 1 keeps middles away up to (7,1); the wall keeps away (12,1) and beyond.
  const start = `
    111..........#..  ................
    111.............  .A..............
    111.............  ................`;
  const placed = `
    111....222...#..  ................
    111....222......  .A......B.......
    111....222......  ................`;
  const near = `
    111...222....#..  ................
    111...222.......  .A.....B........
    111...222.......  ................`;
  const walled = `
    111........22#..  ................
    111........222..  .A..........B...
    111........222..  ................`;
  const partial = `
    111....222...#..  ................
    111....222......  .A......B.......
    111....22.......  ................`;
  const before = drawn(0, start);

  it('stand on a free square without a direction', () => {
    expect(broken(start, before, drawn(1, placed, { inputs: join(2) }))).toEqual([]);
    expect(broken(start, before, drawn(1, near, { inputs: join(2) }))).toEqual(['1 spawn']);
    expect(broken(start, before, drawn(1, walled, { inputs: join(2) }))).toEqual(['1 spawn']);
    expect(broken(start, before, drawn(1, partial, { inputs: join(2) }))).toEqual(['1 spawn']);
    const moving = drawn(1, placed, { inputs: join(2), players: { 2: { dir: RIGHT } } });
    expect(broken(start, before, moving)).toEqual(['1 turned']);
    expect(broken(start, before, drawn(1, start, { inputs: join(2), players: { 2: {} } }))).toEqual([
      '1 spawn',
    ]);
  });

  it('keep away from land and trails, not only from heads', () => {
    const trailed = `
      111.............  ...Aaaaa........
      111.............  ...aaaaa........
      111.............  ................`;
    const clear = `
      111..........222  ...Aaaaa........
      111..........222  ...aaaaa......B.
      111..........222  ................`;
    const nearTrail = `
      111.........222.  ...Aaaaa........
      111.........222.  ...aaaaa.....B..
      111.........222.  ................`;
    const given = drawn(0, trailed);
    expect(broken(trailed, given, drawn(1, clear, { inputs: join(2) }))).toEqual([]);
    expect(broken(trailed, given, drawn(1, nearTrail, { inputs: join(2) }))).toEqual(['1 spawn']);
    const foreign = `
      1111222.........  ................
      1111222.........  .A...B..........
      1111222.........  ................`;
    expect(broken(start, before, drawn(1, foreign, { inputs: join(2) }))).toContain('1 spawn');
  });

  it('get the next incarnation, by a logged input unless they are bots', () => {
    const third = `
      111....333...#..  ................
      111....333......  .A......C.......
      111....333......  ................`;
    expect(broken(start, before, drawn(1, third, { inputs: join(3) }))).toEqual(['1 join']);
    expect(broken(start, before, drawn(1, placed))).toEqual(['1 join']);
    expect(broken(start, before, drawn(1, placed, { players: { 2: { bot: true } } }))).toEqual([]);
    expect(broken(start, before, drawn(1, start, { inputs: join(2) }))).toEqual(['1 join']);
    expect(broken(start, before, drawn(1, start, { inputs: join(1) }))).toEqual(['1 join']);
    const famed = drawn(1, placed, { inputs: join(2), players: { 2: { kills: 3 } } });
    expect(broken(start, before, famed)).toEqual(['1 join']);
  });

  it('are refused in the last 300 ticks', () => {
    const given = (tick: number) => drawn(tick, start);
    expect(broken(start, given(898), drawn(899, placed, { inputs: join(2) }))).toEqual([]);
    expect(broken(start, given(899), drawn(900, placed, { inputs: join(2) }))).toEqual(['900 join']);
    expect(broken(start, given(899), drawn(900, start, { inputs: join(2) }))).toEqual([]);
  });

  it('may let a bot move at once, which shows that they spawn in step 1', () => {
    const moved = `
      111....222...#..  ................
      111....222......  .A.......B......
      111....222......  ................`;
    const verdict = judge(
      start,
      before,
      drawn(1, moved, { turned: [[2, RIGHT]], players: { 2: { bot: true, dir: RIGHT } } }),
    );
    expect(verdict.violations).toEqual([]);
    expect(verdict.readings['a join spawns in step']).toEqual(['inputs']);
  });

  it('take the emptiest square where none is free, lowest middle first', () => {
    const full = `
      11.....  .......
      11.....  .A.....
      .......  .......`;
    const lowest = `
      11222..  .......
      11222..  .A.B...
      ..222..  .......`;
    const other = `
      11..222  .......
      11..222  .A...B.
      ....222  .......`;
    const given = drawn(0, full);
    expect(broken(full, given, drawn(1, lowest, { inputs: join(2) }))).toEqual([]);
    expect(broken(full, given, drawn(1, other, { inputs: join(2) }))).toEqual(['1 spawn']);
  });

  it('take only the neutral cells of such a square', () => {
    const full = `
      11..#..  .......
      11.....  .A.....
      .......  .......`;
    const neutral = `
      1122#..  .......
      1122...  .AB....
      .222...  .......`;
    const robbing = `
      1222#..  .......
      1222...  AB.....
      .222...  .......`;
    const given = drawn(0, full);
    expect(broken(full, given, drawn(1, neutral, { inputs: join(2) }))).toEqual([]);
    expect(broken(full, given, drawn(1, robbing, { inputs: join(2) }))).toContain('1 spawn');
  });

  it('start a trail where the middle is not theirs, and wait where nothing is neutral', () => {
    const single = `
      ...  ...
      .1.  .A.
      ...  ...`;
    const around = `
      222  ...
      212  .A.
      222  ...`;
    const shared = { 2: { alive: true, at: 4, trail: [4] } };
    const given = drawn(0, single);
    expect(broken(single, given, drawn(1, around, { inputs: join(2), players: shared }))).toEqual([]);
    const full = `
      111  ...
      111  .A.
      111  ...`;
    expect(broken(full, drawn(0, full), drawn(1, full, { inputs: join(2), players: { 2: {} } }))).toEqual([]);
    const squeezed = drawn(1, full, { inputs: join(2), players: shared });
    expect(broken(full, drawn(0, full), squeezed)).toEqual(['1 spawn']);
  });
});

describe('leaves', () => {
  const start = `
    11..22  ......
    11..22  .A.Bb.`;
  const gone = `
    11....  ......
    11....  .A....`;
  const landStays = drawn(1, '11..22  ......\n11..22  .A....', { inputs: [{ who: 2, do: 'leave' }] });
  const before = drawn(0, start, { players: { 2: { trail: [9] } } });

  it('empty head, trail and land', () => {
    const leave = [{ who: 2, do: 'leave' as const }];
    expect(broken(start, before, drawn(1, gone, { inputs: leave }))).toEqual([]);
    const ghost = { ...landStays, players: landStays.players.filter(({ who }) => who === 1) };
    expect(broken(start, before, ghost)).toEqual(['1 land', '1 leave']);
    expect(broken(start, before, { ...before, tick: 1, inputs: leave })).toContain('1 leave');
  });

  it('need an input, but for bots', () => {
    expect(broken(start, before, drawn(1, gone))).toEqual(['1 leave']);
    const bot = drawn(0, start, { players: { 2: { trail: [9], bot: true } } });
    expect(broken(start, bot, drawn(1, gone))).toEqual([]);
  });
});

describe('respawns', () => {
  // 2 runs into 1 on (3,1) in tick 1; both die.
  const start = `
    ...1...  .......
    2.....2  ..BA...`;
  const dead = `
    ...1...  .......
    2.....2  .......`;
  const back = `
    ...1...  ...A...
    2.....2  B......`;
  const farther = `
    ...1...  ...A...
    2.....2  ......B`;
  const before = drawn(0, start, { players: { 2: { dir: RIGHT } } });
  const until = (tick: number) => [before, ...wait(drawn(1, dead), 1, tick - 1)];

  it('come 13 ticks after death, on the nearest own land, of equals the lowest', () => {
    expect(broken(start, ...until(14), drawn(14, back))).toEqual([]);
    expect(broken(start, ...until(13), drawn(13, back))).toEqual(['13 respawns']);
    expect(broken(start, ...until(15), drawn(15, back))).toEqual(['14 respawns']);
    expect(broken(start, ...until(14), drawn(14, farther))).toEqual(['14 respawns']);
    const running = drawn(14, back, { players: { 2: { dir: RIGHT } } });
    expect(broken(start, ...until(14), running)).toEqual(['14 turned']);
  });

  it('count from the place of death, read as one of two cells', () => {
    const uneven = `
      ...1...  .......
      2....2.  ..BA...`;
    const gone = `
      ...1...  .......
      2....2.  .......`;
    const toRight = `
      ...1...  ...A...
      2....2.  .....B.`;
    const toLeft = `
      ...1...  ...A...
      2....2.  B......`;
    const lines = [drawn(0, uneven, { players: { 2: { dir: RIGHT } } }), ...wait(drawn(1, gone), 1, 13)];
    const question = 'the place of a head-on death';
    expect(judge(uneven, ...lines, drawn(14, toRight)).readings[question]).toEqual(['is the destination']);
    expect(judge(uneven, ...lines, drawn(14, toLeft)).readings[question]).toEqual(['is the cell before']);
  });

  it('are spawns for the landless, as soon as there is room', () => {
    const ring = `
      1....  .aaaa
      .....  A...a
      ..2..  a.B.a
      .....  a...a
      .....  aaaaa`;
    const taken = `
      11111  A....
      11111  .....
      11111  .....
      11111  .....
      11111  .....`;
    const empty = `
      .....  .....
      .....  .....
      .....  .....
      .....  .....
      .....  .....`;
    const spawned = `
      .....  .....
      ..222  .....
      ..222  ...B.
      ..222  .....
      .....  .....`;
    const owned = drawn(1, taken, { players: { 2: {} } });
    const leave = [{ who: 1, do: 'leave' as const }];
    const lines = [
      drawn(0, ring, { players: { 1: { dir: 0 } } }),
      drawn(1, taken, { players: { 1: { dir: 0 }, 2: {} } }),
      ...wait({ ...owned, players: [{ ...owned.players[0]!, dir: 0 }, owned.players[1]!] }, 2, 19),
    ];
    expect(broken(ring, ...lines, drawn(20, spawned, { inputs: leave }))).toEqual([]);
    const late = drawn(20, empty, { inputs: leave, players: { 2: {} } });
    expect(broken(ring, ...lines, late)).toEqual(['20 spawn']);
  });
});
