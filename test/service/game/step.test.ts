import { describe, expect, it } from 'vitest';
import { type Input, type State, step } from '../../../service/game/index.ts';
import { board, draw, drawing, piece } from './board.ts';

const UP = 0;
const RIGHT = 1;
const DOWN = 2;
const LEFT = 3;
const STILL = 4;

function tick(state: State, ...inputs: Input[]): State {
  return step(state, inputs).state;
}

function afterTicks(state: State, ticks: number): State {
  let now = state;
  for (let count = 0; count < ticks; count += 1) now = tick(now);
  return now;
}

describe('moves', () => {
  it('stop at walls and at the edge', () => {
    const now = tick(
      board('1 1 # . . 2', { 1: { at: [1, 0], heading: RIGHT }, 2: { at: [5, 0], heading: RIGHT } }),
    );
    expect(piece(now, 1).at).toEqual([1, 0]);
    expect(piece(now, 2).at).toEqual([5, 0]);
  });

  it('leave a trail of every cell off own land, the head’s included', () => {
    const now = afterTicks(board('1 . . .', { 1: { at: [0, 0], heading: RIGHT } }), 2);
    expect(piece(now, 1)).toMatchObject({
      at: [2, 0],
      trail: [
        [1, 0],
        [2, 0],
      ],
    });
  });
});

describe('a turn', () => {
  const out = board('1 . .\n. . .', { 1: { at: [1, 0], heading: RIGHT, trail: [[1, 0]] } });

  it('takes effect at its tick', () => {
    expect(piece(tick(out, { do: 'turn', who: 1, seq: 1, dir: DOWN }), 1).at).toEqual([1, 1]);
  });

  it('opposite to the last move is consumed without effect while a trail is out', () => {
    const { state, events } = step(out, [{ do: 'turn', who: 1, seq: 1, dir: LEFT }]);
    expect(piece(state, 1).at).toEqual([2, 0]);
    expect(events.turned).toEqual([]);
    expect(state.players[0]!.seq).toBe(1);
  });

  it('opposite to the last move takes effect on own land', () => {
    const home = board('1 1 1', { 1: { at: [1, 0], heading: RIGHT } });
    expect(piece(tick(home, { do: 'turn', who: 1, seq: 1, dir: LEFT }), 1).at).toEqual([0, 0]);
  });

  it('applies once, however often it comes', () => {
    const once = tick(out, { do: 'turn', who: 1, seq: 1, dir: DOWN });
    const twice = tick(once, { do: 'turn', who: 1, seq: 1, dir: UP });
    expect(twice.players[0]!.heading).toBe(DOWN);
  });
});

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

describe('a respawn', () => {
  it('comes 13 ticks after the death, on the nearest own cell, of equals the lowest index, without direction', () => {
    const dead = board('. 2 . . .\n. . . . .\n. 2 . . .\n1 . . . .', {
      1: { at: [0, 3] },
      2: {
        at: [2, 1],
        heading: LEFT,
        trail: [
          [1, 1],
          [2, 1],
        ],
        moved: RIGHT,
      },
    });
    const died = tick({ ...dead, players: dead.players.map((one) => ({ ...one })) });
    expect(piece(died, 2).at).toBeNull();
    expect(piece(afterTicks(died, 12), 2).at).toBeNull();
    const again = afterTicks(died, 13);
    // It died on (1,1); (1,0) and (1,2) are equally near.
    expect(piece(again, 2).at).toEqual([1, 0]);
    expect(again.players[1]!.heading).toBe(STILL);
  });

  it('of the landless takes a free square of nine, six cells from everybody', () => {
    const wide = ['1'.padEnd(20, '.'), ...Array.from({ length: 19 }, () => '.'.repeat(20))].join('\n');
    const now = tick(board(wide, { 1: { at: [10, 10], trail: [[10, 10]] }, 2: { spawnAt: 0 } }));
    const { at, cells } = piece(now, 2);
    expect(cells).toBe(9);
    expect(Math.max(Math.abs(at![0] - 10), Math.abs(at![1] - 10))).toBeGreaterThan(6);
  });

  it('where no square is free takes the neutral cells of the least owned one', () => {
    const now = tick(board('1 1 1 1\n1 . 1 1\n1 . . 1\n1 1 1 1', { 1: {}, 2: { spawnAt: 0 } }));
    expect(draw(now)).toBe(drawing('1 1 1 1\n1 2 1 1\n1 2 2 1\n1 1 1 1'));
    expect(piece(now, 2)).toMatchObject({ at: [1, 1], trail: [], cells: 3 });
  });

  it('waits where nothing is neutral', () => {
    const now = tick(board('1 1 1\n1 1 1\n1 1 1', { 1: {}, 2: { spawnAt: 0 } }));
    expect(piece(now, 2).at).toBeNull();
  });
});

describe('a lost connection', () => {
  const lost = board(`1 ${'. '.repeat(60)}`, { 1: { at: [0, 0], heading: RIGHT } });

  it('keeps the direction for 20 ticks, stands for 33, then dies with its trail', () => {
    const gone = tick(lost, { do: 'lost', who: 1 });
    expect(piece(afterTicks(gone, 19), 1).at).toEqual([20, 0]);
    expect(piece(afterTicks(gone, 52), 1).at).toEqual([20, 0]);
    expect(piece(afterTicks(gone, 53), 1).at).toBeNull();
  });

  it('that comes back goes on', () => {
    const back = tick(afterTicks(tick(lost, { do: 'lost', who: 1 }), 30), { do: 'back', who: 1 });
    expect(piece(tick(back, { do: 'turn', who: 1, seq: 1, dir: RIGHT }), 1).at).toEqual([21, 0]);
    expect(piece(afterTicks(back, 60), 1).at).not.toBeNull();
  });
});

describe('joining and leaving', () => {
  const grid = Array.from({ length: 30 }, () => '.'.repeat(30)).join('\n');

  it('issues the next incarnation and a place of nine cells', () => {
    const now = tick(board(grid, {}), { do: 'join', who: 1 });
    expect(piece(now, 1).cells).toBe(9);
    expect(now.next).toBe(2);
  });

  it.each([
    [899, 1],
    [900, 0],
  ])('at tick %i of 1,200 seats %i', (at, seated) => {
    expect(tick(board(grid, {}, at), { do: 'join', who: 1 }).players).toHaveLength(seated);
  });

  it('leaves neutral land', () => {
    const now = tick(board('1 1 .', { 1: { at: [1, 0] } }), { do: 'leave', who: 1 });
    expect(draw(now)).toBe('...');
    expect(now.players).toEqual([]);
  });
});

describe('a match', () => {
  const grid = '1 . .\n. . .\n. . .';

  it('ends after 1,200 ticks', () => {
    expect(tick(board(grid, { 1: { at: [0, 0] } }, 1198)).ending).toBeNull();
    expect(tick(board(grid, { 1: { at: [0, 0] } }, 1199)).ending).toBe('time');
  });

  it('is abandoned after 200 ticks without a person', () => {
    const alone = board(grid, { 1: { at: [0, 0], bot: true } });
    const start = { ...alone, header: { ...alone.header, bots: 1 } };
    expect(afterTicks(start, 199).ending).toBeNull();
    expect(afterTicks(start, 200).ending).toBe('abandoned');
  });
});
