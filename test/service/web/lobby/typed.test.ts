import { describe, expect, it } from 'vitest';
import {
  codeIn,
  codeOfPath,
  pathOfCode,
  pathOfReplay,
  replayOf,
} from '../../../../service/web/src/lobby/typed.ts';

describe('a typed play code', () => {
  it.each([
    ['K7Q2MX', 'K7Q2MX'],
    [' k7q 2mx ', 'K7Q2MX'],
    ['K7Q-2MX', 'K7Q2MX'],
    ['oil234', '011234'],
    ['https://playcode.gg/r/K7Q2MX', 'K7Q2MX'],
    ['https://playcode.gg/r/K7Q2MX?watch', 'K7Q2MX'],
    ['https://playcode.gg/r/K7Q2MX/', 'K7Q2MX'],
    ['같이 하자! https://playcode.gg/r/k7q2mx 여기로 와', 'K7Q2MX'],
    ['Come to https://playcode.gg/r/K7Q2MX.', 'K7Q2MX'],
    ['Ｋ７Ｑ２ＭＸ', 'K7Q2MX'],
    ['ABCDEFGH', 'ABCDEFGH'],
  ])('%s is %s', (typed, code) => {
    expect(codeIn(typed)).toBe(code);
  });

  it.each(['', 'K7Q2M', 'ABCDEFGHJ', 'K7Q2MU', '한글코드여섯', 'K7Q2M!'])('%s is none', (typed) => {
    expect(codeIn(typed)).toBeNull();
  });
});

describe('an invitation', () => {
  it('has an address that leads back to its code', () => {
    expect(pathOfCode('K7Q2MX')).toBe('/r/K7Q2MX');
    expect(codeOfPath('/r/K7Q2MX')).toBe('K7Q2MX');
    expect(codeOfPath('/r/k7q2mx/')).toBe('K7Q2MX');
    expect(codeOfPath('/r/K7Q%202MX%20')).toBe('K7Q2MX');
  });

  it.each(['/', '/r/', '/r/K7Q2MX/more', '/rooms/K7Q2MX'])('%s is none', (path) => {
    expect(codeOfPath(path)).toBeNull();
  });
});

describe('a match to watch again', () => {
  it.each([
    ['/m/0123456789abcdef', '?as=3', { match: '0123456789abcdef', as: 3 }],
    ['/m/a-b_c/', '', { match: 'a-b_c', as: 0 }],
    ['/m/abc', '?as=-1', { match: 'abc', as: 0 }],
    ['/m/abc', '?as=x', { match: 'abc', as: 0 }],
    ['/m/', '', null],
    ['/m/a/b', '', null],
    ['/r/K7Q2MX', '', null],
  ])('is found in %s%s', (pathname, search, replay) => {
    expect(replayOf({ pathname, search })).toEqual(replay);
  });

  it('has an address that leads back to it', () => {
    expect(pathOfReplay('abc', 0)).toBe('/m/abc');
    expect(pathOfReplay('abc', 7)).toBe('/m/abc?as=7');
  });
});
