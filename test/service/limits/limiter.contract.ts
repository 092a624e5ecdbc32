import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Limiter } from '../../../service/src/limits/limiter.ts';
import { until } from '../until.ts';

/** What a `Limiter` does, wherever it counts; `open` opens a door to the same counts each time. */
export function describeLimiter(name: string, open: () => Limiter): void {
  describe(`limiter: ${name}`, () => {
    const who = randomUUID();

    it('lets so many through, each for themselves, and no more', async () => {
      const limit = { name: randomUUID(), most: 3, seconds: 60 };
      const takes = await Promise.all(Array.from({ length: 7 }, () => open().take(limit, who)));
      expect(takes.filter((isTaken) => isTaken)).toHaveLength(3);
      expect(await open().take(limit, who)).toBe(false);
      expect(await open().take(limit, 'another')).toBe(true);
      expect(await open().take({ ...limit, name: randomUUID() }, who)).toBe(true);
    });

    it('begins anew after its time, which those who were refused do not prolong', async () => {
      const limit = { name: randomUUID(), most: 1, seconds: 1 };
      const begin = performance.now();
      expect(await open().take(limit, who)).toBe(true);
      await until('the window ends', async () => open().take(limit, who), 5_000);
      expect(performance.now() - begin).toBeGreaterThan(900);
    });
  });
}
