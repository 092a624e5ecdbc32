import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { en } from '../../../../service/web/src/i18n/en.ts';
import { ko } from '../../../../service/web/src/i18n/ko.ts';
import { chooseLanguage, clock, percent, robotName, say } from '../../../../service/web/src/i18n/language.ts';

const gaps = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

describe('Korean and English', () => {
  it('have the same texts, none empty, with the same gaps', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(ko).sort());
    for (const [key, text] of Object.entries(ko)) {
      const other = en[key as keyof typeof ko];
      expect(text.trim(), key).not.toBe('');
      expect(other.trim(), key).not.toBe('');
      expect(gaps(other), key).toEqual(gaps(text));
    }
  });

  it('are really in their languages', () => {
    for (const [key, text] of Object.entries(en)) expect(text, key).not.toMatch(/\p{Script=Hangul}/u);
    const without = Object.entries(ko).filter(([, text]) => !/\p{Script=Hangul}/u.test(text));
    expect(without.map(([key]) => key)).toEqual(['cut']);
  });

  it('have no text that no screen says', () => {
    const web = join(import.meta.dirname, '../../../../service/web/src');
    const sources = readdirSync(web, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file) && !/i18n/.test(file))
      .map((file) => readFileSync(join(web, file), 'utf8'))
      .join('\n');
    const unsaid = Object.keys(ko).filter((key) => !sources.includes(`'${key}'`));
    expect(unsaid).toEqual([]);
  });

  it('fill the gaps of a text', () => {
    expect(say('en', 'cut', { by: 'Ada', who: 'Bo' })).toBe('Ada cut Bo');
    expect(say('ko', 'place', { place: 3 })).toBe('3위');
    expect(say('en', 'points', { points: 9 })).toBe('9 points');
    expect(say('en', 'points', { points: 1 })).toBe('1 point');
    expect(say('ko', 'points', { points: 1 })).toBe('1점');
  });
});

describe('choosing a language', () => {
  it('takes the remembered one, then the browser’s, then English', () => {
    expect(chooseLanguage('ko', ['en-US'])).toBe('ko');
    expect(chooseLanguage(null, ['ko-KR', 'en'])).toBe('ko');
    expect(chooseLanguage(null, ['fr-FR', 'ko'])).toBe('ko');
    expect(chooseLanguage(null, ['fr', 'de'])).toBe('en');
    expect(chooseLanguage('constructor', [])).toBe('en');
  });
});

describe('names and numbers', () => {
  it('call no two robots of a full room the same', () => {
    for (const language of ['ko', 'en'] as const) {
      const names = Array.from({ length: 200 }, (_, n) => robotName(language, n + 1));
      expect(new Set(names).size).toBe(200);
    }
  });

  it('show shares with one decimal, tiny ones with two, and clocks with two digits of seconds', () => {
    expect(percent('ko', 0.1234)).toBe('12.3%');
    expect(percent('en', 1)).toBe('100.0%');
    expect(percent('en', 0.00024)).toBe('0.02%');
    expect(clock(180)).toBe('3:00');
    expect(clock(9)).toBe('0:09');
  });
});
