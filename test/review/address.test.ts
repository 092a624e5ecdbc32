import { expect, it } from 'vitest';
import { isWithin } from '../../review/network/address.ts';

it.each([
  ['10.1.0.0/16', '10.0.0.0/8', true],
  ['10.0.0.0/8', '10.1.0.0/16', false],
  ['198.51.100.7', '198.51.100.0/24', true],
  ['198.51.100.0/24', '0.0.0.0/0', true],
  ['0.0.0.0/1', '128.0.0.0/1', false],
  ['2001:db8::/32', '0.0.0.0/0', false],
  ['::/0', '::/0', true],
  ['pl-0123', 'pl-0123', true],
  ['pl-0123', '0.0.0.0/0', false],
])('%s is within %s: %s', (range, other, within) => {
  expect(isWithin(range, other)).toBe(within);
});
