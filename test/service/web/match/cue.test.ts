import { describe, expect, it } from 'vitest';
import { type State, step } from '../../../../service/game/index.ts';
import { cueOf } from '../../../../service/web/src/match/cue.ts';
import { boardOf, frameOf } from '../../../../service/web/src/worker/view.ts';
import { board } from '../../game/board.ts';

/** What one tick of a drawn board sounds like to a player. */
function cue(before: State, me: number) {
  const personal = { me, names: null, wanted: null, press: 0 };
  const { state, events } = step(before, []);
  return cueOf(boardOf(before, personal).frame, frameOf(before, events, state, personal));
}

const cut = board('......\n1.....\n......\n2.....', {
  1: {
    at: [3, 1],
    heading: 1,
    trail: [
      [1, 1],
      [2, 1],
      [3, 1],
    ],
  },
  2: { at: [2, 2], heading: 0, trail: [[2, 2]] },
});

describe('what a tick sounds like', () => {
  it('is a capture when a trail comes home', () => {
    const home = board('11.\n...', { 1: { at: [2, 0], heading: 3, trail: [[2, 0]] } });
    expect(cue(home, 1)).toBe('capture');
  });

  it('is a death for who dies, and nothing for others', () => {
    expect(cue(cut, 1)).toBe('death');
    expect(cue(cut, 0)).toBeNull();
  });

  it('is a triumph only for who scores', () => {
    expect(cue(cut, 2)).toBeNull();
    const land = `${'1'.repeat(40)}\n${'.'.repeat(40)}\n${'.'.repeat(40)}\n2${'.'.repeat(39)}`;
    const rich = board(land, {
      1: {
        at: [3, 1],
        heading: 1,
        trail: [
          [2, 1],
          [3, 1],
        ],
      },
      2: { at: [2, 2], heading: 0, trail: [[2, 2]] },
    });
    expect(cue(rich, 2)).toBe('out');
  });

  it('is the end once, at the end', () => {
    const personal = { me: 1, names: null, wanted: null, press: 0 };
    const { frame } = boardOf(board('1.', { 1: {} }), personal);
    const last = { ...frame, ending: 'time' } as const;
    expect(cueOf(frame, last)).toBe('end');
    expect(cueOf(last, last)).toBeNull();
  });
});
