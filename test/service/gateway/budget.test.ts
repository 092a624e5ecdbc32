import { expect, it } from 'vitest';
import { Budget, BYTES, MESSAGES } from '../../../service/src/gateway/budget.ts';

/** How many of a thousand messages at a moment are within the budget. */
function spent(budget: Budget, now: number): number {
  return Array.from({ length: 1000 }, () => budget.spend(1, now)).filter(Boolean).length;
}

it('a socket may say ninety things at once, then thirty a second, and saves no more than ninety', () => {
  const budget = new Budget(MESSAGES, 5_000);
  expect(spent(budget, 5_000)).toBe(90);
  expect(spent(budget, 5_500)).toBe(15);
  expect(spent(budget, 6_500)).toBe(30);
  expect(spent(budget, 60_000)).toBe(90);
});

it('a socket may send 64 KiB at once, then 16 a second', () => {
  const budget = new Budget(BYTES, 5_000);
  expect(budget.spend(65_536, 5_000)).toBe(true);
  expect(budget.spend(1, 5_000)).toBe(false);
  expect(budget.spend(16_385, 6_000)).toBe(false);
  expect(budget.spend(16_384, 6_000)).toBe(true);
});
