import { describe, expect, it } from 'vitest';
import { departureOf } from '../../../service/src/rooms/petition-departure.ts';

describe('when petitions leave for an owner elsewhere', () => {
  it('is shortly before the next tick, counted from the one that was heard last', () => {
    // The tick of 1000 is followed by one at 1150.
    for (const now of [1001, 1060, 1125]) expect(departureOf(now, 1000, [])).toBe(1125);
  });

  it('is for the tick after the next where that cannot be reached any more', () => {
    for (const now of [1126, 1149]) expect(departureOf(now, 1000, [])).toBe(1275);
  });

  it('goes on by the same beat while a tick or two are missing', () => {
    expect(departureOf(1200, 1000, [])).toBe(1275);
    expect(departureOf(1440, 1000, [])).toBe(1575);
  });

  it('is one that is planned already, if that is near', () => {
    expect(departureOf(1001, 1000, [1050, 1115, 1200])).toBe(1115);
    expect(departureOf(1001, 1000, [1130])).toBe(1130);
    expect(departureOf(1001, 1000, [1114, 1131])).toBe(1125);
  });

  it('is soon where nobody was heard, or not for long', () => {
    expect(departureOf(1001, undefined, [])).toBe(1050);
    expect(departureOf(1451, 1000, [])).toBe(1500);
  });

  it('is never past, and never later than in a tick', () => {
    for (let now = 1000; now < 1600; now += 1) {
      const departure = departureOf(now, 1000, []);
      expect(departure).toBeGreaterThanOrEqual(now);
      expect(departure).toBeLessThan(now + 150);
    }
  });
});
