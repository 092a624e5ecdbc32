import { beforeAll, describe, expect, it } from 'vitest';
import { isDanger, titleOf } from '../../review/consequence.ts';
import type { Platform } from '../../review/platform.ts';
import { markdown } from '../../review/report.ts';
import { reviewOf } from '../../review/review.ts';
import { Draft } from './draft.ts';
import { FIXTURES } from './fixtures/index.ts';
import { synthesizedPlatform } from './synthesized.ts';

/** Titles without the hashes that end logical ids and names of configuration; accounts stay. */
function withoutHashes(titles: readonly string[]): string[] {
  const short = titles.map((title) => title.replace(/(?<!::\d*)[0-9A-F]{8}(?=$|\W)|-[0-9a-f]{10}$/g, ''));
  return [...new Set(short)].sort();
}

let today: Platform;

beforeAll(async () => {
  today = await synthesizedPlatform();
});

it('has fixtures of their own names', () => {
  expect(FIXTURES.length).toBeGreaterThanOrEqual(25);
  expect(new Set(FIXTURES.map(({ title }) => title)).size).toBe(FIXTURES.length);
});

describe('the review of a change', () => {
  it.each([...FIXTURES])('$title', ({ given, change, dangers, also = [], says = [], silent = [] }) => {
    const before = new Draft(today);
    given?.(before);
    const after = new Draft(before.platform);
    change(after);
    const review = reviewOf(before.platform, after.platform, '10.0.0.0/16');
    const found = review.consequences.filter(isDanger).map(titleOf);
    expect(withoutHashes(found)).toEqual([...dangers].sort());
    expect(withoutHashes(review.consequences.map(titleOf))).toEqual(expect.arrayContaining([...also]));
    const report = markdown(review, new Set());
    for (const line of says) expect(report).toContain(line);
    for (const line of silent) expect(report).not.toContain(line);
    expect(report.length).toBeLessThan(65_536);
  });
});
