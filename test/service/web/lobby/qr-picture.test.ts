import { describe, expect, it } from 'vitest';
import { qrPicture } from '../../../../service/web/src/lobby/qr-picture.ts';

describe('the picture of an invitation', () => {
  const { size, path } = qrPicture('https://playcode.gg/r/K7Q2MX');
  const dark = new Set(path.match(/\d+ \d+/g));

  it('is a QR code of a small version with a quiet edge', () => {
    // 28 bytes at level M need version 3: 29 modules a side.
    expect(size).toBe(29 + 2 * 3);
    for (const spot of dark) {
      const [x, y] = spot.split(' ').map(Number) as [number, number];
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(3);
      expect(Math.max(x, y)).toBeLessThan(size - 3);
    }
  });

  it('has the three finder squares', () => {
    for (const [left, top] of [
      [3, 3],
      [size - 10, 3],
      [3, size - 10],
    ] as const) {
      for (let n = 0; n < 7; n += 1) {
        expect(dark.has(`${left + n} ${top}`)).toBe(true);
        expect(dark.has(`${left + n} ${top + 6}`)).toBe(true);
      }
      expect(dark.has(`${left + 1} ${top + 1}`)).toBe(false);
      expect(dark.has(`${left + 3} ${top + 3}`)).toBe(true);
    }
  });
});
