import { expect, it } from 'vitest';
import { MessageBudget } from '../../../service/src/gateway/message-budget.ts';

/** How many of a thousand messages at a moment are within the budget. */
function spent(budget: MessageBudget, now: number): number {
  return Array.from({ length: 1000 }, () => budget.spend(now)).filter(Boolean).length;
}

it('a socket may say ninety things at once, then thirty a second, and saves no more than ninety', () => {
  const budget = new MessageBudget(5_000);
  expect(spent(budget, 5_000)).toBe(90);
  expect(spent(budget, 5_500)).toBe(15);
  expect(spent(budget, 6_500)).toBe(30);
  expect(spent(budget, 60_000)).toBe(90);
});
