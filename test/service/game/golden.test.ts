import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMatch, type Header, hashOf, type Input, step } from '../../../service/game/index.ts';
import { fnv1a, seedOf, xorshift32 } from '../../../service/game/random.ts';

interface Golden {
  readonly header: Header;
  readonly begin: number;
  readonly ticks: readonly { readonly inputs: readonly Input[]; readonly hash: number }[];
}

const folder = join(import.meta.dirname, 'golden');
const files = readdirSync(folder).sort();

describe('the golden vectors', () => {
  it('are all there', () => {
    expect(files).toEqual(['countdown.json', 'crowd.json', 'duel.json', 'huge.json', 'small.json']);
  });

  it.each(files)('%s: the same code and inputs give the same state after every tick', (file) => {
    const golden = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Golden;
    let state = createMatch(golden.header);
    expect(hashOf(state)).toBe(golden.begin);
    for (const { inputs, hash } of golden.ticks) {
      state = step(state, inputs).state;
      if (hashOf(state) !== hash) expect.fail(`another state after tick ${state.tick - 1}`);
    }
    expect(golden.ticks.length).toBeGreaterThanOrEqual(120);
  });
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
