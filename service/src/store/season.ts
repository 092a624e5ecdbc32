import { expect, expectDate } from './record.ts';

/** A stretch of time with a leaderboard of its own: from `from` on, before `until`. */
export interface Season {
  /** For example `2026-q4`. */
  readonly id: string;
  readonly from: Date;
  readonly until: Date;
}

/** Seasons change at midnight in Korea, which has no summer time. */
const KOREA_MS = 9 * 60 * 60 * 1000;

/** The quarter of the year in Korea that a moment is in. */
export function quarterOf(at: Date): Season {
  const korean = new Date(at.getTime() + KOREA_MS);
  const year = korean.getUTCFullYear();
  const quarter = Math.floor(korean.getUTCMonth() / 3);
  const start = (months: number): Date => new Date(Date.UTC(year, months, 1) - KOREA_MS);
  return { id: `${year}-q${quarter + 1}`, from: start(3 * quarter), until: start(3 * quarter + 3) };
}

/** @throws InvalidRecord */
export function checkSeason({ id, from, until }: Season): void {
  expect(/^[\w-]{1,32}$/.test(id), 'season', id, '1 to 32 letters, digits, - or _');
  expectDate('from', from);
  expectDate('until', until);
  expect(until > from, 'until', until, `later than ${from.toISOString()}`);
}

/** Refuses a season that would make a match count in two. @throws InvalidRecord */
export function checkOverlap(season: Season, others: readonly Season[]): void {
  const other = others.find(
    ({ id, from, until }) => id !== season.id && from < season.until && until > season.from,
  );
  expect(other === undefined, `season ${season.id}`, other, 'no other season in its time');
}
