import { describe, expect, it } from 'vitest';
import type { TokenKind, TokenStore } from '../../../service/src/accounts/token-store.ts';
import { until } from '../until.ts';

interface Value {
  readonly player: string;
}

/** What every adapter of `TokenStore` does. `open` gives a store of a kind; two of one kind hold the same. */
export function describeTokenStore(name: string, open: (kind: TokenKind) => TokenStore<Value>): void {
  describe(`token store in ${name}`, () => {
    const value = { player: 'p1' };

    it('finds what it keeps, as often as it is asked, and never what it does not', async () => {
      const store = open({ name: 'session', seconds: 60 });
      const token = await store.issue(value);
      expect(token).toMatch(/^[\w-]{32}$/);
      expect(await store.find(token)).toEqual(value);
      expect(await store.find(token)).toEqual(value);
      for (const wrong of ['', 'x', token.toLowerCase(), `${token}x`, 'A'.repeat(32), 'é'.repeat(32)])
        expect(await store.find(wrong)).toBeNull();
    });

    it('gives every value a token of its own', async () => {
      const store = open({ name: 'session', seconds: 60 });
      const tokens = await Promise.all(Array.from({ length: 50 }, () => store.issue(value)));
      expect(new Set(tokens).size).toBe(50);
    });

    it('keeps earlier tokens good while it issues more', async () => {
      const store = open({ name: 'session', seconds: 60 });
      const token = await store.issue(value);
      await store.issue({ player: 'p2' });
      expect(await store.find(token)).toEqual(value);
    });

    it('withdraws a token once, also when many ask at the same time', async () => {
      const store = open({ name: 'attempt', seconds: 60 });
      const token = await store.issue(value);
      const answers = await Promise.all(Array.from({ length: 8 }, () => store.withdraw(token)));
      expect(answers.filter((answer) => answer !== null)).toEqual([value]);
      expect(await store.find(token)).toBeNull();
      expect(await store.withdraw('A'.repeat(32))).toBeNull();
    });

    it('forgets a token when its time is over', async () => {
      const store = open({ name: 'brief', seconds: 1 });
      const token = await store.issue(value);
      expect(await store.find(token)).toEqual(value);
      await until('forgotten', async () => (await store.find(token)) === null, 5_000);
      expect(await store.withdraw(token)).toBeNull();
    });

    it('does not take a token of one kind for one of another', async () => {
      const token = await open({ name: 'attempt', seconds: 60 }).issue(value);
      expect(await open({ name: 'session', seconds: 60 }).find(token)).toBeNull();
    });
  });
}
