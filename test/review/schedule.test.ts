import { expect, it } from 'vitest';
import { longestPause } from '../../review/kubernetes/schedule.ts';

it.each([
  ['0 3 * * *', 1],
  ['*/5 * * * *', 1],
  ['@daily', 1],
  ['0 3 * * 1-5', 3],
  ['30 4 * * 0', 7],
  ['30 4 * * 7', 7],
  ['0 3 */2 * *', 2],
  ['0 3 1,15 * *', 17],
  ['0 3 1 * *', 31],
  // On the first of the month, and on every Monday.
  ['0 3 1 * 1', 7],
  ['@yearly', 366],
  ['0 3 29 2 *', 1461],
  ['0 3 30 2 *', Number.POSITIVE_INFINITY],
  ['0 3 * * MON', 7],
  ['0 3 * *', undefined],
  ['', undefined],
])('"%s" pauses for %s days at most', (schedule, days) => {
  expect(longestPause(schedule)).toBe(days);
});
