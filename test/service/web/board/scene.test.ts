import { describe, expect, it } from 'vitest';
import { type State, step } from '../../../../service/game/index.ts';
import { Scene } from '../../../../service/web/src/board/scene.ts';
import { boardOf, frameOf } from '../../../../service/web/src/worker/view.ts';
import { board } from '../../game/board.ts';

const personal = { me: 1, names: null, wanted: null, press: 0 };

/** A scene that has shown the board, and the tick after it. */
function shownAfter(before: State): Scene {
  const scene = new Scene(boardOf(before, personal), { dark: false, still: false, now: 0 });
  const { state, events } = step(before, []);
  scene.playback.push(frameOf(before, events, state, personal), 150);
  for (let now = 0; now <= 600; now += 15) scene.advance(now);
  return scene;
}

describe('points that are won', () => {
  it('are those of the land, where one comes home', () => {
    const { gains } = shownAfter(
      board('1...\n1...\n....', {
        1: {
          at: [1, 1],
          heading: 3,
          trail: [
            [1, 0],
            [2, 0],
            [2, 1],
            [1, 1],
          ],
        },
      }),
    );
    expect(gains).toMatchObject([{ points: 4, at: 4 }]);
  });

  it('are 25 over somebody whose line is cut, where they fall', () => {
    const land = `1....\n1....\n${'22222\n'.repeat(6)}`.trim();
    const { gains, falls } = shownAfter(
      board(land, {
        1: { at: [0, 1], heading: 1 },
        2: {
          at: [3, 1],
          heading: 1,
          trail: [
            [1, 1],
            [2, 1],
            [3, 1],
          ],
        },
      }),
    );
    expect(falls.map(({ who }) => who)).toEqual([2]);
    expect(gains).toMatchObject([{ points: 25, at: 9 }]);
  });
});
