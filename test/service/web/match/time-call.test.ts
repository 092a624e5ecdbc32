import { describe, expect, it } from 'vitest';
import { timeCallOf } from '../../../../service/web/src/match/time-call.ts';

describe('the time left', () => {
  it.each([
    [180, null],
    [121, null],
    [120, 120],
    [117, 120],
    [116, null],
    [60, 60],
    [30, 30],
    [15, 15],
    [12, 15],
    [11, null],
    [0, null],
  ])('of %i seconds is called out as %j', (seconds, call) => {
    expect(timeCallOf(seconds)).toBe(call);
  });
});
