import { describe, expect, it } from 'vitest';
import { step } from '../../../service/game/index.ts';
import { board, draw, drawing, piece, tick } from './board.ts';

const RIGHT = 1;
const DOWN = 2;
const LEFT = 3;

describe('captures', () => {
  it('take the trail and all that it encloses, others’ land too, but no walls', () => {
    const now = tick(
      board(
        `
        . . . . . .
        . . . . . .
        1 . 2 # . .
        1 . . . . .
        1 1 1 1 1 .`,
        {
          1: {
            at: [5, 4],
            heading: LEFT,
            trail: [
              [0, 1],
              [1, 1],
              [2, 1],
              [3, 1],
              [4, 1],
              [5, 1],
              [5, 2],
              [5, 3],
              [5, 4],
            ],
          },
          2: {},
        },
      ),
    );
    expect(draw(now)).toBe(
      drawing(`
        . . . . . .
        1 1 1 1 1 1
        1 1 1 # 1 1
        1 1 1 1 1 1
        1 1 1 1 1 1`),
    );
    expect(piece(now, 1)).toMatchObject({ trail: [], cells: 23 });
  });

  it('do not enclose what the flood reaches through a wall', () => {
    const now = tick(
      board('. # . .\n1 . 1 .\n1 . . .\n1 1 1 1', {
        1: {
          at: [3, 2],
          heading: DOWN,
          trail: [
            [2, 0],
            [3, 0],
            [3, 1],
            [3, 2],
          ],
        },
      }),
    );
    expect(draw(now)).toBe(drawing('. # 1 1\n1 . 1 1\n1 . . 1\n1 1 1 1'));
  });

  it('are made in the order of what they win, and recomputed', () => {
    // Both close at once around (3,1) and (3,2); player 2 wins three columns, player 1 two.
    const now = tick(
      board(
        `
        . . . . . . . .
        1 . . . . . . 2
        1 . . . . . . 2
        1 1 . . . 2 2 2`,
        {
          1: {
            at: [2, 3],
            heading: LEFT,
            trail: [
              [0, 0],
              [1, 0],
              [2, 0],
              [2, 1],
              [2, 2],
              [2, 3],
            ],
          },
          2: {
            at: [4, 3],
            heading: RIGHT,
            trail: [
              [7, 0],
              [6, 0],
              [5, 0],
              [4, 0],
              [4, 1],
              [4, 2],
              [4, 3],
            ],
          },
        },
      ),
    );
    expect(draw(now)).toBe(
      drawing(`
        1 1 1 . 2 2 2 2
        1 1 1 . 2 2 2 2
        1 1 1 . 2 2 2 2
        1 1 1 . 2 2 2 2`),
    );
  });

  it('leave another’s trail and head, and start a trail where they take the land from under a head', () => {
    const now = tick(
      board(
        `
        . . . . . 3
        1 . . . . .
        1 . 2 . . .
        1 1 1 1 . .`,
        {
          1: {
            at: [4, 3],
            heading: LEFT,
            trail: [
              [0, 0],
              [1, 0],
              [2, 0],
              [3, 0],
              [4, 0],
              [4, 1],
              [4, 2],
              [4, 3],
            ],
          },
          2: { at: [2, 2] },
          3: { at: [3, 1], trail: [[3, 1]] },
        },
      ),
    );
    expect(piece(now, 3)).toMatchObject({ at: [3, 1], trail: [[3, 1]] });
    // The captured one was landless and died.
    expect(piece(now, 2).at).toBeNull();
    const rich = tick(
      board(
        `
        . . . . . 2
        1 . . . . .
        1 . 2 . . .
        1 1 1 1 . .`,
        {
          1: {
            at: [4, 3],
            heading: LEFT,
            trail: [
              [0, 0],
              [1, 0],
              [2, 0],
              [3, 0],
              [4, 0],
              [4, 1],
              [4, 2],
              [4, 3],
            ],
          },
          2: { at: [2, 2] },
        },
      ),
    );
    expect(piece(rich, 2)).toMatchObject({ at: [2, 2], trail: [[2, 2]], cells: 1 });
  });

  it('of one whose land under the head was taken meanwhile capture nothing and start a trail', () => {
    // Player 2 comes home to (2,2) at the moment player 1 takes it.
    const now = tick(
      board(
        `
        . . . . . . .
        1 . . . . . .
        1 . 2 . . . 2
        1 . . . . . .
        1 1 1 1 1 . .`,
        {
          1: {
            at: [5, 4],
            heading: LEFT,
            trail: [
              [0, 0],
              [1, 0],
              [2, 0],
              [3, 0],
              [4, 0],
              [5, 0],
              [5, 1],
              [5, 2],
              [5, 3],
              [5, 4],
            ],
          },
          2: {
            at: [3, 2],
            heading: LEFT,
            trail: [
              [3, 3],
              [3, 2],
            ],
          },
        },
      ),
    );
    expect(piece(now, 2)).toMatchObject({ at: [2, 2], trail: [[2, 2]], cells: 1 });
    expect(draw(now).split('\n')[2]).toBe('1111112');
  });
});

describe('the landless', () => {
  const drawn = `
    . . . . . . . .
    1 . . . . . . .
    1 . 2 . . . . .
    1 1 1 1 1 1 1 .`;
  const capturer = {
    at: [7, 3],
    heading: LEFT,
    trail: [
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 0],
      [4, 0],
      [5, 0],
      [6, 0],
      [7, 0],
      [7, 1],
      [7, 2],
      [7, 3],
    ],
  } as const;

  it('die; whoever took their last cell is credited only for a victim of 30 cells', () => {
    const { state, events } = step(board(drawn, { 1: capturer, 2: { at: [2, 2] } }), []);
    expect(events.deaths).toEqual([{ who: 2, at: 2 * 8 + 2, by: 0 }]);
    expect(piece(state, 1).kills).toBe(0);
  });
});
