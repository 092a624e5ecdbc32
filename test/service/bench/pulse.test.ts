import { describe, expect, it } from 'vitest';
import { latenessOf, Pulse } from '../../../service/bench/beside/pulse.ts';

describe('how late a process is that is held up', () => {
  it('is as long as one hundredth of all moments wait', () => {
    // Of 8 s, those 80 ms that come first in a hold of 130 ms wait for more than 50 ms.
    expect(latenessOf([0, 130, 2], 8000, 0.99)).toBeCloseTo(50, 1);
  });

  it('is more for one long hold than for many short ones', () => {
    expect(
      latenessOf(
        Array.from({ length: 100 }, () => 4),
        8000,
        0.99,
      ),
    ).toBeCloseTo(3.2, 1);
    expect(latenessOf([400], 8000, 0.99)).toBeCloseTo(320, 1);
  });

  it('is nothing where less than a hundredth waits', () => {
    expect(latenessOf([79], 8000, 0.99)).toBe(0);
    expect(latenessOf([], 8000, 0.99)).toBe(0);
  });
});

it('feels that the process is held up', async () => {
  const pulse = new Pulse();
  await new Promise((resolve) => setTimeout(resolve, 20));
  const until = performance.now() + 60;
  while (performance.now() < until);
  await new Promise((resolve) => setTimeout(resolve, 20));
  // More than a half of all moments were in the hold.
  expect(pulse.end(0.9)).toBeGreaterThan(20);
});
