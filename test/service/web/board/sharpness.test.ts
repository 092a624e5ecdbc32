import { describe, expect, it } from 'vitest';
import { Sharpness } from '../../../../service/web/src/board/sharpness.ts';

/** Draws pictures on a screen of two device pixels a CSS pixel, and tells with which ratio the last was drawn. */
class Easel {
  readonly sharpness = new Sharpness();
  #now = 0;

  draw(...gaps: readonly number[]): number {
    for (const gap of gaps) {
      this.#now += gap;
      this.sharpness.isTooMuch(this.ratio, this.#now);
    }
    return this.ratio;
  }

  get ratio(): number {
    return this.sharpness.ratioOn(2);
  }
}

const evenly = (count: number, gap: number): number[] => Array(count).fill(gap);

describe('the sharpness of the board', () => {
  it('is that of the screen, up to two device pixels a CSS pixel', () => {
    const sharpness = new Sharpness();
    expect([1, 1.5, 2, 3].map((screen) => sharpness.ratioOn(screen))).toEqual([1, 1.5, 2, 2]);
  });

  it('stays while pictures come sixty times a second, and a few of them late', () => {
    const easel = new Easel();
    expect(easel.draw(...evenly(600, 16.7))).toBe(2);
    const oneOfTen = Array.from({ length: 600 }, (_, index) => (index % 10 === 0 ? 33.4 : 16.7));
    expect(easel.draw(...oneOfTen)).toBe(2);
  });

  it('comes down by halves where every third picture is late, and never below one', () => {
    const easel = new Easel();
    const oneOfThree = (count: number): number[] =>
      Array.from({ length: count }, (_, index) => (index % 3 === 0 ? 33.4 : 16.7));
    expect(easel.draw(...oneOfThree(93))).toBe(1.5);
    expect(easel.draw(...oneOfThree(90))).toBe(1);
    expect(easel.draw(...oneOfThree(900))).toBe(1);
  });

  it('stays down where it was too much', () => {
    const easel = new Easel();
    easel.draw(...evenly(91, 40));
    expect(easel.draw(...evenly(1000, 8.3))).toBe(1.5);
  });

  it('does not come down because the page was hidden for a while, again and again', () => {
    const easel = new Easel();
    for (let time = 0; time < 50; time += 1) easel.draw(5000, ...evenly(30, 16.7), ...evenly(12, 40));
    expect(easel.ratio).toBe(2);
  });

  it('asks nothing less of a screen that has no more pixels', () => {
    const sharpness = new Sharpness();
    for (let picture = 0; picture < 400; picture += 1)
      expect(sharpness.isTooMuch(1, picture * 40)).toBe(false);
    expect(sharpness.ratioOn(2)).toBe(2);
  });
});
