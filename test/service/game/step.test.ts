import { describe, expect, it } from 'vitest';
import { step } from '../../../service/game/index.ts';
import { afterTicks, board, draw, drawing, piece, tick } from './board.ts';

const UP = 0;
const RIGHT = 1;
const DOWN = 2;
const LEFT = 3;
const STILL = 4;

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
