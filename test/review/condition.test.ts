import { expect, it } from 'vitest';
import { isStricter } from '../../review/authority/condition.ts';

const equals = (value: unknown) => ({ StringEquals: { 'aws:SourceVpc': value } });
const like = (value: unknown) => ({ StringLike: { 'aws:SourceVpc': value } });
const not = (value: unknown) => ({ StringNotEquals: { 'aws:SourceVpc': value } });

it.each([
  ['one of two values', equals('a'), equals(['a', 'b']), true],
  ['one of more values', equals(['a', 'b']), equals('a'), false],
  ['a list of one', equals(['a']), equals('a'), true],
  ['a pattern without wildcards', like('a'), equals('a'), true],
  ['a pattern with one', like('a*'), equals('a'), false],
  ['a word of what were patterns', equals('a'), like(['a', 'b*']), true],
  ['more that is left out', not(['a', 'b']), not('a'), true],
  ['less that is left out', not('a'), not(['a', 'b']), false],
  ['another test besides', { ...equals('a'), Bool: { 'aws:SecureTransport': 'true' } }, equals('a'), true],
  ['another key', { StringEquals: { 'aws:SourceVpce': 'a' } }, equals('a'), false],
  [
    'a test only if there is something',
    { StringEqualsIfExists: { 'aws:SourceVpc': 'a' } },
    equals('a'),
    false,
  ],
  [
    'any instead of all',
    { 'ForAnyValue:StringEquals': { k: 'a' } },
    { 'ForAllValues:StringEquals': { k: 'a' } },
    false,
  ],
])('%s: %j beside %j is as strict: %s', (_, own, other, strict) => {
  expect(isStricter(JSON.stringify(own), JSON.stringify(other))).toBe(strict);
});

it.each([
  ['', '', true],
  ['{"Bool":{"k":"true"}}', '', true],
  ['', '{"Bool":{"k":"true"}}', false],
  ['only a', 'only a, b', false],
])('"%s" beside "%s" is as strict: %s', (own, other, strict) => {
  expect(isStricter(own, other)).toBe(strict);
});
