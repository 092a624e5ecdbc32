import { MOST_PERSON_BYTES } from '../protocol/tick.ts';
import type { MatchId, PlayerId } from './ids.ts';
import { expect, expectDate, expectText } from './record.ts';

/**
 * A session of play: a player with an account sat in a match as `person`, the id by which the match's log knows them.
 * Guests leave none.
 */
export interface Sitting {
  readonly match: MatchId;
  readonly person: string;
  readonly player: PlayerId;
  readonly from: Date;
  /** `null` until it is known. */
  readonly until: Date | null;
}

/** Days by which a sitting outlives the log of its match: deletion learns from it whose names that has. */
export const SITTING_DAYS_LATER = 1;

/** @throws InvalidRecord */
export function checkSitting({ person, from, until }: Sitting): void {
  expectText('person', person, 1, MOST_PERSON_BYTES);
  expectDate('from', from);
  if (until === null) return;
  expectDate('until', until);
  expect(until >= from, 'until', until, `no earlier than ${from.toISOString()}`);
}

/** Two reports of one sitting as one, whichever came first: its earliest beginning and its latest end. */
export function mergeSittings(known: Sitting | undefined, told: Sitting): Sitting {
  if (known === undefined) return told;
  const from = new Date(Math.min(known.from.getTime(), told.from.getTime()));
  const until = Math.max(known.until?.getTime() ?? 0, told.until?.getTime() ?? 0);
  return { ...known, from, until: until === 0 ? null : new Date(until) };
}
