import { describe, expect, it } from 'vitest';
import { screenName } from '../../../service/src/accounts/screen-name.ts';

describe('the name that somebody is shown under', () => {
  it.each([
    ['what the provider says', 'Mina', 'Mina'],
    ['all of a name of twelve letters', 'Maximilian J', 'Maximilian J'],
    ['a longer one as far as it goes', 'Maximilian Joh', 'Maximilian J'],
    [
      'Korean syllables as one letter each, also where they come in parts',
      '가'.repeat(12).normalize('NFD'),
      '가'.repeat(12),
    ],
    ['no half of what is one sign', 'Maximilian 👩‍🚀', 'Maximilian'],
    ['all of a sign that joiners hold together', '👨‍👩‍👧 우리집', '👨‍👩‍👧 우리집'],
    ['no joiner between letters', 'A\u200dB', 'A B'],
    ['no letter that nobody sees', 'A\u3164B', 'A B'],
    ['one line', 'Mi\u2028na\u0000', 'Mi na'],
    ['Player where there is nothing to show', '\u200b', 'Player'],
    ['Player where the provider says nothing', null, 'Player'],
  ])('is %s', (_, called, shown) => {
    expect(screenName(called)).toBe(shown);
  });
});
