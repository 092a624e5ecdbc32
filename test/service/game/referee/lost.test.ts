import { describe, expect, it } from 'vitest';
import { broken, drawn, judge, LEFT, RIGHT, wait } from './drawing.ts';
import type { TickLine } from './lines.ts';

/** 1 is held by a wall with its trail out and loses its connection in tick 1. */
const HELD = '11.#  ..A.';
const GONE = '11.#  ....';

function lostMatch({ stand, dies, last = 56 }: { stand: number; dies: number; last?: number }): TickLine[] {
  const heading = drawn(1, HELD, { players: { 1: { dir: RIGHT } } });
  return [
    { ...heading, tick: 0 },
    { ...heading, inputs: [{ who: 1, do: 'lost' }] },
    ...wait(heading, 2, stand - 1),
    { ...drawn(stand, HELD), turned: [[1, null]] },
    ...wait(drawn(0, HELD), stand + 1, dies - 1),
    ...wait(drawn(0, GONE), dies, last),
  ];
}

describe('a lost connection', () => {
  it('keeps its direction for 20 ticks, then none, and dies with a trail 33 ticks later', () => {
    expect(broken(HELD, ...lostMatch({ stand: 21, dies: 54 }))).toEqual([]);
    expect(broken(HELD, ...lostMatch({ stand: 15, dies: 54 }))).toEqual(['15 turned']);
    expect(broken(HELD, ...lostMatch({ stand: 25, dies: 54 }))).toEqual(['22 readings', '25 turned']);
    expect(broken(HELD, ...lostMatch({ stand: 21, dies: 50 }))).toContain('50 deaths');
    expect(broken(HELD, ...lostMatch({ stand: 21, dies: 57 }))).toEqual(['55 readings']);
  });

  it('may be counted from either tick, and the verdict says which', () => {
    const early = judge(HELD, ...lostMatch({ stand: 21, dies: 54 })).readings;
    expect(early['a lost player stands from']).toEqual(['20 ticks after']);
    expect(early['a lost player dies']).toEqual(['53 ticks after']);
    expect(Object.keys(early)).toHaveLength(2);
    const late = judge(HELD, ...lostMatch({ stand: 22, dies: 55 }));
    expect(late.violations).toEqual([]);
    expect(late.readings['a lost player stands from']).toEqual(['21 ticks after']);
    expect(late.readings['a lost player dies']).toEqual(['54 ticks after']);
  });

  it('must be counted alike for everybody', () => {
    // 1 is lost in tick 1 and stands from tick 21; 2 is lost in tick 3.
    const two = '11.#.22  ..A.B..';
    const lines = (secondStands: number) =>
      Array.from({ length: 30 }, (_, tick) =>
        drawn(tick, two, {
          inputs: tick === 1 || tick === 3 ? [{ who: tick === 1 ? 1 : 2, do: 'lost' }] : [],
          turned: tick === 21 ? [[1, null]] : tick === secondStands ? [[2, null]] : [],
          players: { 1: { dir: tick < 21 ? RIGHT : null }, 2: { dir: tick < secondStands ? LEFT : null } },
        }),
      );
    expect(broken(two, ...lines(23))).toEqual([]);
    expect(judge(two, ...lines(24)).violations[0]).toEqual({
      tick: 23,
      rule: 'readings',
      message: expect.stringContaining(
        'a lost player stands from: found "21 ticks after", earlier "20 ticks after"',
      ),
    });
  });

  it('costs nothing at home, or when it is back in time', () => {
    const home = '11#  .A.';
    const standing = drawn(0, home);
    const lost = { ...standing, tick: 1, inputs: [{ who: 1, do: 'lost' as const }] };
    expect(broken(home, standing, lost, ...wait(standing, 2, 70))).toEqual([]);
    const heading = drawn(0, HELD, { players: { 1: { dir: RIGHT } } });
    const back = [
      heading,
      { ...heading, tick: 1, inputs: [{ who: 1, do: 'lost' as const }] },
      ...wait(heading, 2, 9),
      { ...heading, tick: 10, inputs: [{ who: 1, do: 'back' as const }] },
      ...wait(heading, 11, 70),
    ];
    expect(broken(HELD, ...back)).toEqual([]);
  });
});
