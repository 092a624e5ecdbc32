import { expect, it } from 'vitest';
import { hoursInWords, hoursOf } from '../../review/duration.ts';

it.each([
  ['336h', 336],
  ['14d', 336],
  ['2w1d', 360],
  ['1h30m', 1.5],
  ['336h0m0s', 336],
  ['90m', 1.5],
  ['1y', 8760],
  ['', undefined],
  ['336', undefined],
  ['1 d', undefined],
  ['d1', undefined],
])('"%s" is %s hours', (duration, hours) => {
  expect(hoursOf(duration)).toBe(hours);
});

it.each([
  [1, '1 hour'],
  [24, '24 hours'],
  [336, '14 days'],
  [1.5, '1.5 hours'],
])('%s hours are %s', (hours, words) => {
  expect(hoursInWords(hours)).toBe(words);
});
