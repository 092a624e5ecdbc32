import { describe, expect, it } from 'vitest';
import { step } from '../../../../service/game/index.ts';
import { type Cause, causeOf } from '../../../../service/web/src/worker/cause.ts';
import { board } from '../../game/board.ts';

/** Plays one tick of a drawn board and tells why somebody died in it. */
function cause(who: number, ...drawn: Parameters<typeof board>): Cause {
  const before = board(...drawn);
  const { state, events } = step(before, []);
  expect(events.deaths.map((death) => death.who)).toContain(who);
  return causeOf(before, events, state, who);
}

describe('why somebody died', () => {
  it('names who cut the trail, credited or not', () => {
    const pieces = {
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
    } as const;
    expect(cause(1, '......\n1.....\n......\n2.....', pieces)).toEqual({ how: 'cut', by: 2 });
  });

  it('knows an own trail', () => {
    const pieces = {
      1: {
        at: [1, 1],
        heading: 0,
        trail: [
          [1, 0],
          [2, 0],
          [2, 1],
          [1, 1],
        ],
      },
    } as const;
    expect(cause(1, '1...\n....\n....', pieces)).toEqual({ how: 'own-trail', by: 1 });
  });

  it('knows a head-on into one cell and an exact swap', () => {
    const into = {
      1: { at: [1, 1], heading: 1, trail: [[1, 1]] },
      2: { at: [3, 1], heading: 3, trail: [[3, 1]] },
    } as const;
    expect(cause(1, '1...2\n.....\n.....', into)).toEqual({ how: 'head-on', by: 2 });
    const swap = {
      1: { at: [1, 1], heading: 1, trail: [[1, 1]] },
      2: { at: [2, 1], heading: 3, trail: [[2, 1]] },
    } as const;
    expect(cause(2, '1...2\n.....\n.....', swap)).toEqual({ how: 'head-on', by: 1 });
  });

  it('knows land that was swallowed whole', () => {
    const pieces = {
      1: {
        at: [1, 4],
        heading: 0,
        trail: [
          [2, 1],
          [3, 1],
          [4, 1],
          [4, 2],
          [4, 3],
          [4, 4],
          [3, 4],
          [2, 4],
          [1, 4],
        ],
      },
      2: { at: [3, 2] },
    } as const;
    const drawing = '......\n.1....\n.1.2..\n.1....\n......\n......';
    expect(cause(2, drawing, pieces)).toEqual({ how: 'swallowed', by: 1 });
  });

  it('knows a connection that stayed away', () => {
    const pieces = {
      1: {
        at: [2, 0],
        trail: [
          [1, 0],
          [2, 0],
        ],
        lostAt: 0,
      },
    } as const;
    expect(cause(1, '1...\n....', pieces, 60)).toEqual({ how: 'lost', by: 0 });
  });
});
