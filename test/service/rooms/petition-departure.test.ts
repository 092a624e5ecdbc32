import { describe, expect, it } from 'vitest';
import { departureOf } from '../../../service/src/rooms/petition-departure.ts';

describe('when petitions leave for an owner elsewhere', () => {
  it('is shortly before the next tick, counted from the one that was heard last', () => {
    // The tick of 1000 is followed by one at 1150; 25 ms before, on a step of 10, is 1120.
    expect(departureOf(1001, 1000)).toBe(1120);
    expect(departureOf(1060, 1000)).toBe(1120);
    expect(departureOf(1120, 1000)).toBe(1120);
  });

  it('is for the tick after the next where that cannot be reached any more', () => {
    expect(departureOf(1126, 1000)).toBe(1270);
    expect(departureOf(1149, 1000)).toBe(1270);
  });

  it('goes on by the same beat while a tick or two are missing', () => {
    expect(departureOf(1200, 1000)).toBe(1270);
    expect(departureOf(1440, 1000)).toBe(1570);
  });

  it('is the same for rooms that were heard within a few milliseconds', () => {
    expect(departureOf(1010, 1005)).toBe(departureOf(1010, 1009));
  });

  it('is soon where nobody was heard, or not for long', () => {
    expect(departureOf(1001, undefined)).toBe(1050);
    expect(departureOf(1451, 1000)).toBe(1500);
  });

  it('is never later than in a tick, and never long ago', () => {
    for (let now = 1000; now < 1600; now += 1) {
      const departure = departureOf(now, 1000);
      expect(departure).toBeGreaterThan(now - 10);
      expect(departure).toBeLessThan(now + 150);
    }
  });
});
