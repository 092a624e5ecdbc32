import { describe, expect, it } from 'vitest';
import { RULES, RULES_VERSION } from '../../../service/game/index.ts';
import { fnv1a, seedOf, xorshift32 } from '../../../service/game/random.ts';
import { expectGolden, goldenFiles } from './golden-vectors.ts';

describe('the golden vectors', () => {
  it('are all there', () => {
    expect(goldenFiles(RULES_VERSION)).toEqual([
      'countdown.json',
      'crowd.json',
      'duel.json',
      'huge.json',
      'small.json',
    ]);
  });

  it.each(goldenFiles(RULES_VERSION))(
    '%s: the same code and inputs give the same state after every tick',
    (file) => {
      expectGolden(RULES, file);
    },
  );
});

describe('chance', () => {
  it('is FNV-1a and xorshift32 as published', () => {
    // Published test vectors: FNV-1a 32 of "", "a" and "foobar"; the first outputs of xorshift32 from 1.
    const hash = (text: string): number => fnv1a(new TextEncoder().encode(text));
    expect(hash('')).toBe(0x811c9dc5);
    expect(hash('a')).toBe(0xe40c292c);
    expect(hash('foobar')).toBe(0xbf9cf968);
    expect(xorshift32(1)).toBe(270369);
    expect(xorshift32(270369)).toBe(67634689);
  });

  it('never begins at 0, where it would stay', () => {
    expect(seedOf('')).toBe(0x811c9dc5);
    expect(xorshift32(0)).toBe(0);
  });
});
