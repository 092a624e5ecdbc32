import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AnswerCache } from '../../service/src/answer-cache.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function lookThatCounts(): () => Promise<number> {
  let looks = 0;
  return async () => {
    looks += 1;
    return looks;
  };
}

it('looks once for all who ask the same at a time or soon after', async () => {
  const cache = new AnswerCache<string, number>(1_000, 10);
  const look = lookThatCounts();
  expect(await Promise.all([cache.to('a', look), cache.to('a', look)])).toEqual([1, 1]);
  vi.advanceTimersByTime(999);
  expect(await cache.to('a', look)).toBe(1);
  expect(await cache.to('b', look)).toBe(2);
});

it('looks again once an answer is old, however often it was given', async () => {
  const cache = new AnswerCache<string, number>(1_000, 10);
  const look = lookThatCounts();
  for (let asked = 0; asked < 4; asked++) {
    await cache.to('a', look);
    vi.advanceTimersByTime(250);
  }
  expect(await cache.to('a', look)).toBe(2);
});

it('lets the oldest answer go where there would be too many', async () => {
  const cache = new AnswerCache<string, number>(1_000, 2);
  const look = lookThatCounts();
  for (const question of ['a', 'b', 'c']) await cache.to(question, look);
  expect(await cache.to('b', look)).toBe(2);
  expect(await cache.to('c', look)).toBe(3);
  expect(await cache.to('a', look)).toBe(4);
});

it('keeps no answer that failed, and none that came after it away from others', async () => {
  const cache = new AnswerCache<string, number>(1_000, 10);
  let fail: (error: Error) => void = () => undefined;
  const first = cache.to('a', () => new Promise((_, reject) => (fail = reject)));
  vi.advanceTimersByTime(1_000);
  expect(await cache.to('a', async () => 2)).toBe(2);
  fail(new Error('away'));
  await expect(first).rejects.toThrow('away');
  expect(await cache.to('a', async () => 3)).toBe(2);
  await expect(cache.to('b', async () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(await cache.to('b', async () => 4)).toBe(4);
});
