import { describe, expect, it } from 'vitest';
import { step } from '../../../service/game/index.ts';
import { board, piece, tick } from './board.ts';

const UP = 0;
const RIGHT = 1;
const DOWN = 2;
const LEFT = 3;

describe('head-on', () => {
  it('kills both on the same destination, and nobody scores', () => {
    const { state, events } = step(
      board('1 . . . 2', {
        1: { at: [1, 0], heading: RIGHT, trail: [[1, 0]] },
        2: { at: [3, 0], heading: LEFT, trail: [[3, 0]] },
      }),
      [],
    );
    expect(events.deaths.map(({ who, by }) => [who, by])).toEqual([
      [1, 0],
      [2, 0],
    ]);
    expect(state.players.map((player) => player.at)).toEqual([-1, -1]);
  });

  it('kills both in an exact swap', () => {
    const now = tick(
      board('1 . . 2', {
        1: { at: [1, 0], heading: RIGHT, trail: [[1, 0]] },
        2: { at: [2, 0], heading: LEFT, trail: [[2, 0]] },
      }),
    );
    expect([piece(now, 1).at, piece(now, 2).at]).toEqual([null, null]);
  });

  it('spares the one whose destination was own land before the tick', () => {
    const now = tick(
      board('1 1 1 . 2', {
        1: { at: [1, 0], heading: RIGHT },
        2: { at: [3, 0], heading: LEFT, trail: [[3, 0]] },
      }),
    );
    expect([piece(now, 1).at, piece(now, 2).at]).toEqual([[2, 0], null]);
  });

  it('meets one who stands', () => {
    const now = tick(
      board('1 . . 2', {
        1: { at: [1, 0], heading: RIGHT, trail: [[1, 0]] },
        2: { at: [2, 0], trail: [[2, 0]] },
      }),
    );
    expect([piece(now, 1).at, piece(now, 2).at]).toEqual([null, null]);
  });

  it('is not the sharing of a cell by two who stand', () => {
    const now = tick(board('1 . .', { 1: { at: [0, 0] }, 2: { at: [0, 0], trail: [[0, 0]] } }));
    expect(piece(now, 1).at).toEqual([0, 0]);
    expect(now.players.filter((player) => player.at >= 0)).toHaveLength(1);
  });
});

/** Two rows of 40 cells of player 2 in which a trail can be cut and credited. */
const RICH = `
  2 2 2 2 2 2 2 2 2 2 2 2 2 2 2
  2 2 2 2 2 2 2 2 2 2 2 2 2 2 2
  . . . . . . . . . . . . . . .
  1 1 1 3 3 3 . . . . . . . . .`;

describe('cuts', () => {
  const cutter = { at: [1, 3], heading: UP } as const;
  const victim = {
    at: [3, 2],
    heading: RIGHT,
    trail: [
      [1, 2],
      [2, 2],
      [3, 2],
    ],
  } as const;

  it('kill the owner of the trail that a head enters and are credited', () => {
    const now = tick(board(RICH, { 1: cutter, 2: victim, 3: {} }));
    expect(piece(now, 2)).toMatchObject({ at: null, trail: [], cells: 30 });
    expect(piece(now, 1)).toMatchObject({ at: [1, 2], kills: 1 });
  });

  it('are not credited if the victim held fewer than 30 cells', () => {
    const poor = RICH.replace('2', '.');
    const now = tick(board(poor, { 1: cutter, 2: victim, 3: {} }));
    expect(piece(now, 2).at).toBeNull();
    expect(piece(now, 1).kills).toBe(0);
  });

  it.each([
    [129, 0],
    [130, 1],
  ])('are credited again %i ticks after the last one: %i more', (apart, more) => {
    const before = { ...cutter, kills: 1, credits: [{ victim: 2, tick: 200 - apart }] };
    const now = tick(board(RICH, { 1: before, 2: victim, 3: {} }, 200));
    expect(piece(now, 1).kills).toBe(1 + more);
  });

  it('score for the lowest incarnation of several cutters', () => {
    const now = tick(
      board(RICH, {
        1: { ...cutter, at: [2, 3] },
        2: {
          ...victim,
          trail: [
            [2, 2],
            [3, 2],
          ],
        },
        3: { at: [3, 3], heading: UP },
      }),
    );
    expect([piece(now, 1).kills, piece(now, 3).kills]).toEqual([1, 0]);
  });

  it('of one’s own trail score nothing', () => {
    const loop = {
      at: [2, 2],
      heading: LEFT,
      moved: LEFT,
      trail: [
        [1, 2],
        [2, 2],
      ],
    } as const;
    const now = tick(board(RICH, { 1: {}, 2: loop, 3: {} }));
    expect(piece(now, 2)).toMatchObject({ at: null, kills: 0 });
  });

  it('are simultaneous: someone who cuts and dies of another cut still scores', () => {
    const drawn = `
      . 1 1 1 1 1 1 1 1 1 1
      . 1 1 1 1 1 1 1 1 1 1
      . 1 1 1 1 1 1 1 1 1 1
      . . . . . . . . . . .
      . 2 2 2 2 2 2 2 2 2 2
      . 2 2 2 2 2 2 2 2 2 2
      . 2 2 2 2 2 2 2 2 2 2`;
    const now = tick(
      board(drawn, {
        1: {
          at: [0, 3],
          heading: DOWN,
          trail: [
            [0, 2],
            [0, 3],
          ],
        },
        2: {
          at: [1, 2],
          heading: LEFT,
          trail: [
            [0, 4],
            [0, 5],
            [1, 3],
            [1, 2],
          ],
        },
      }),
    );
    expect([piece(now, 1).at, piece(now, 2).at]).toEqual([null, null]);
    expect([piece(now, 1).kills, piece(now, 2).kills]).toEqual([1, 1]);
  });

  it('are not made by the dead of a head-on', () => {
    const now = tick(
      board('. . . . . .\n. . . . . .\n1 2 3 . . .', {
        1: { at: [0, 0], heading: RIGHT, trail: [[0, 0]] },
        2: { at: [2, 0], heading: LEFT, trail: [[2, 0]] },
        3: {
          at: [1, 1],
          heading: DOWN,
          trail: [
            [1, 0],
            [1, 1],
          ],
        },
      }),
    );
    expect([piece(now, 1).at, piece(now, 2).at]).toEqual([null, null]);
    expect(piece(now, 3).at).toEqual([1, 2]);
  });
});
