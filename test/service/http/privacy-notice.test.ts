import { describe, expect, it } from 'vitest';
import { type PrivacyFacts, privacyNotice } from '../../../service/src/http/privacy-notice.ts';

const GUESTS_ALONE: PrivacyFacts = {
  providers: [],
  offers: ['pictures', 'mail'],
  matchDays: null,
  contact: null,
};
const PRODUCTION: PrivacyFacts = {
  providers: ['naver', 'google'],
  offers: ['pictures', 'mail'],
  matchDays: 30,
  contact: 'hello@playcode.gg',
};

function textOf(language: 'ko' | 'en', facts: PrivacyFacts): string {
  const { title, lead, parts } = privacyNotice(language, facts);
  return [title, lead, ...parts.flatMap(({ heading, points }) => [heading, ...points])].join('\n');
}

describe('the notice of privacy', () => {
  it.each([
    [
      'en',
      [
        'for 30 days',
        '400 days',
        '10 minutes',
        '91 days',
        '31 days',
        '7 days',
        '395 days',
        '24 hours',
        'Naver or Google',
      ],
    ],
    ['ko', ['30일 동안', '400일', '10분', '91일', '31일', '7일', '395일', '24시간', '네이버 또는 Google']],
  ] as const)('says in %s how long what is kept', (language, words) => {
    const text = textOf(language, PRODUCTION);
    for (const word of words) expect(text).toContain(word);
    expect(text).not.toMatch(/[{}]/);
  });

  it('says as much in both languages', () => {
    const shapeOf = (language: 'ko' | 'en'): number[] =>
      privacyNotice(language, PRODUCTION).parts.map(({ points }) => points.length);
    expect(shapeOf('ko')).toEqual([3, 6, 2, 1]);
    expect(shapeOf('en')).toEqual(shapeOf('ko'));
  });

  it('says whom to ask, where somebody is told', () => {
    expect(textOf('en', PRODUCTION)).toContain('Write to hello@playcode.gg');
    expect(textOf('ko', PRODUCTION)).toContain('hello@playcode.gg 앞으로');
    expect(textOf('en', GUESTS_ALONE)).not.toContain('Whom to ask');
  });

  it('speaks of no account where nobody can have one', () => {
    const { parts } = privacyNotice('en', GUESTS_ALONE);
    expect(parts.map(({ heading }) => heading)).toEqual(['When you play']);
    expect(textOf('en', GUESTS_ALONE)).toContain('when it is started anew, all of it is gone');
    expect(textOf('en', GUESTS_ALONE)).not.toMatch(/backup|sign in/i);
  });

  it('speaks neither of pictures nor of mail where there are none', () => {
    const text = textOf('en', { ...PRODUCTION, offers: [] });
    expect(text).not.toMatch(/picture|friend/);
    expect(text).toContain('your name in the game');
  });

  it('keeps to the days that an environment has chosen', () => {
    const text = textOf('en', { ...PRODUCTION, matchDays: 7 });
    expect(text).toContain('with the match for 7 days');
    expect(text).toContain('is kept for 8 days');
  });
});
