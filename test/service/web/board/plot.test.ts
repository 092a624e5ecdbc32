import { describe, expect, it } from 'vitest';
import { plotsOf } from '../../../../service/web/src/board/plot.ts';
import { board } from '../../game/board.ts';

describe('the place for a picture on somebody’s land', () => {
  it('is the largest square that is all theirs', () => {
    const { land, width } = board(
      `
      111.22
      1111#2
      111122
      ..1122
      `,
      {},
    );
    expect(plotsOf(land, width)).toEqual(
      new Map([
        [1, { x: 0, y: 0, side: 3 }],
        [2, { x: 4, y: 2, side: 2 }],
      ]),
    );
  });

  it('is the first of several, and reaches over no edge of the board', () => {
    const { land, width } = board('11.11\n11.11\n.....\n111..\n111..\n111..', {});
    expect(plotsOf(land, width)).toEqual(new Map([[1, { x: 0, y: 3, side: 3 }]]));
    const even = board('11.11\n11.11', {});
    expect(plotsOf(even.land, even.width)).toEqual(new Map([[1, { x: 0, y: 0, side: 2 }]]));
  });

  it('is nowhere for who has no land', () => {
    const { land, width } = board('.#.\n...', {});
    expect(plotsOf(land, width)).toEqual(new Map());
  });
});
