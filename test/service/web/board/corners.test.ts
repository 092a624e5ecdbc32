import { describe, expect, it } from 'vitest';
import { BEYOND, roundedCorners } from '../../../../service/web/src/board/corners.ts';

/** Corners of a cell of a drawing: digits are owners, `.` is 0. */
function corners(drawing: string, x: number, y: number): (number | null)[] {
  const rows = drawing
    .trim()
    .split('\n')
    .map((row) => row.trim());
  const ownerAt = (column: number, row: number): number => {
    const sign = rows[row]?.[column];
    return sign === undefined ? BEYOND : sign === '.' ? 0 : Number(sign);
  };
  return roundedCorners(ownerAt, x, y);
}

describe('corners of cut paper', () => {
  it('are round all around a lonely cell', () => {
    expect(corners('...\n.1.\n...', 1, 1)).toEqual([0, 0, 0, 0]);
  });

  it('are full inside and along straight edges', () => {
    expect(corners('111\n111\n111', 1, 1)).toEqual([null, null, null, null]);
    expect(corners('...\n111\n111', 1, 1)).toEqual([null, null, null, null]);
  });

  it('round the bare paper in a notch as well, so that edges run smoothly', () => {
    expect(corners('11.\n1..\n...', 1, 1)).toEqual([1, null, null, null]);
  });

  it('show the neighbour’s sheet where one sheet lies around the corner', () => {
    expect(corners('222\n212\n222', 1, 1)).toEqual([2, 2, 2, 2]);
  });

  it('show bare paper where two sheets meet', () => {
    expect(corners('.2.\n31.\n...', 1, 1)[0]).toBe(0);
  });

  it('stay sharp where two corners of one owner touch', () => {
    expect(corners('1..\n.1.\n...', 1, 1)).toEqual([null, 0, 0, 0]);
  });

  it('stay sharp along the edge of the board', () => {
    expect(corners('1.\n..', 0, 0)).toEqual([null, null, 0, null]);
  });
});
