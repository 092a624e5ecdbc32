import { describe, expect, it } from 'vitest';
import { type State, step } from '../../../../service/game/index.ts';
import { along, type Moving, routesBetween } from '../../../../service/web/src/board/motion.ts';
import { boardOf, frameOf } from '../../../../service/web/src/worker/view.ts';
import { board } from '../../game/board.ts';

const personal = { me: 1, names: null, wanted: null, press: 0 };

/** Everybody of a drawn board, a share of the way into the next tick. */
function moving(before: State, share: number): Moving[] {
  const { state, events } = step(before, []);
  const { frame, land } = boardOf(before, personal);
  const next = frameOf(before, events, state, personal);
  return routesBetween(frame, next, { width: before.width, land }).map((route) => along(route, share));
}

describe('motion between two ticks', () => {
  it('carries a head from one cell to the next, and its trail with it', () => {
    const before = board('1....', {
      1: {
        at: [2, 0],
        heading: 1,
        trail: [
          [1, 0],
          [2, 0],
        ],
      },
    });
    const [one] = moving(before, 0.25);
    expect(one!.at).toEqual({ x: 2.75, y: 0.5 });
    expect(one!.trail).toEqual([
      { x: 0.5, y: 0.5 },
      { x: 2.5, y: 0.5 },
    ]);
    expect(one!.box).toEqual({ left: 0.5, right: 3.5, top: 0.5, bottom: 0.5 });
  });

  it('roots a trail in own land beside its beginning, never across the edge of the board', () => {
    const before = board('..1\n...\n..1', {
      1: {
        at: [1, 1],
        heading: 1,
        trail: [
          [0, 1],
          [1, 1],
        ],
      },
    });
    expect(moving(before, 0)[0]!.trail[0]).toEqual({ x: 0.5, y: 1.5 });
    const beside = board('1..\n...\n...', {
      1: {
        at: [1, 1],
        heading: 1,
        trail: [
          [0, 1],
          [1, 1],
        ],
      },
    });
    expect(moving(beside, 0)[0]!.trail[0]).toEqual({ x: 0.5, y: 0.5 });
  });

  it('keeps the turns of a trail, and nothing that lies straight between', () => {
    const before = board('1...\n....\n....', {
      1: {
        at: [3, 2],
        heading: 2,
        trail: [
          [1, 0],
          [2, 0],
          [3, 0],
          [3, 1],
          [3, 2],
        ],
      },
    });
    const [one] = moving(before, 0);
    expect(one!.trail).toEqual([
      { x: 0.5, y: 0.5 },
      { x: 3.5, y: 0.5 },
      { x: 3.5, y: 2.5 },
    ]);
    expect(one!.box).toEqual({ left: 0.5, right: 3.5, top: 0.5, bottom: 2.5 });
  });

  it('begins a trail while the head leaves its land', () => {
    const [one] = moving(board('11...', { 1: { at: [1, 0], heading: 1 } }), 0.5);
    expect(one!.trail).toEqual([{ x: 1.5, y: 0.5 }]);
    expect(one!.at).toEqual({ x: 2, y: 0.5 });
  });

  it('draws no trail on own land', () => {
    const [one] = moving(board('111..', { 1: { at: [0, 0], heading: 1 } }), 0.5);
    expect(one!.trail).toEqual([]);
  });

  it('brings the dead to the cell where they die', () => {
    const before = board('1.....2', {
      1: {
        at: [2, 0],
        heading: 1,
        trail: [
          [1, 0],
          [2, 0],
        ],
      },
      2: {
        at: [4, 0],
        heading: 3,
        trail: [
          [5, 0],
          [4, 0],
        ],
      },
    });
    expect(moving(before, 1).map(({ at }) => at.x)).toEqual([3.5, 3.5]);
  });

  it('leaves out who is not on the board', () => {
    expect(moving(board('1..', { 1: {} }), 0)).toEqual([]);
  });

  it('stands still without a next frame', () => {
    const before = board('1..', { 1: { at: [0, 0], heading: 1 } });
    const { frame, land } = boardOf(before, personal);
    const [one] = routesBetween(frame, undefined, { width: 3, land });
    expect(along(one!, 0.9).at).toEqual({ x: 0.5, y: 0.5 });
  });
});
