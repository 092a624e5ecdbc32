import { describe, expect, it } from 'vitest';
import { quarterOf } from '../../../service/src/store/season.ts';

describe('season', () => {
  it('is the quarter of the year in Korea, whatever the date in Greenwich', () => {
    const autumn = {
      id: '2026-q4',
      from: new Date('2026-10-01T00:00+09:00'),
      until: new Date('2027-01-01T00:00+09:00'),
    };
    expect(quarterOf(autumn.from)).toEqual(autumn);
    expect(quarterOf(new Date(autumn.until.getTime() - 1))).toEqual(autumn);
    expect(quarterOf(new Date(autumn.from.getTime() - 1)).id).toBe('2026-q3');
    expect(quarterOf(autumn.until)).toEqual({
      id: '2027-q1',
      from: autumn.until,
      until: new Date('2027-04-01T00:00+09:00'),
    });
  });

  it('leaves no moment of ten years out and none twice', () => {
    let season = quarterOf(new Date('2026-02-03T04:05:06Z'));
    for (let count = 0; count < 40; count += 1) {
      const next = quarterOf(season.until);
      expect(next.from).toEqual(season.until);
      season = next;
    }
    expect(season.id).toBe('2036-q1');
  });
});
