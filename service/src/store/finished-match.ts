import { createHash } from 'node:crypto';
import { type Ending, type Header, SIZES } from '../../game/index.ts';
import { MOST_NAME_BYTES, MOST_PERSON_BYTES } from '../protocol/tick.ts';
import { type MatchId, type PlayerId, parseMatchId, parsePlayerId } from './ids.ts';
import { packLog, withoutNames } from './match-log.ts';
import { expect, expectDate, expectText, expectWhole } from './record.ts';
import type { Sitting } from './sitting.ts';

/** How one incarnation stood at the end. */
export interface Standing {
  readonly who: number;
  /** Id in the match's log, `null` for a bot. */
  readonly person: string | null;
  /** Empty for somebody who has deleted their account. */
  readonly name: string;
  /** `null` for bots, guests, and those who have deleted their account. */
  readonly player: PlayerId | null;
  /** From 1. */
  readonly place: number;
  readonly score: number;
}

/** A match as it is kept: all that is needed to play it again, and how it came out. */
export interface FinishedMatch {
  readonly id: MatchId;
  readonly header: Header;
  /** The bytes of every tick as they were logged, from tick 0 on. */
  readonly ticks: readonly Uint8Array[];
  readonly ending: Ending;
  /** `hashOf` the last state. */
  readonly hash: number;
  readonly startedAt: Date;
  readonly endedAt: Date;
  /** From the first place down. */
  readonly standings: readonly Standing[];
}

/** One player's row of one match; leaderboards and histories are projections of these. */
export interface Result {
  readonly match: MatchId;
  readonly player: PlayerId;
  /** Incarnation in the match. */
  readonly who: number;
  readonly size: Header['size'];
  readonly place: number;
  /** How many were ranked. */
  readonly of: number;
  readonly score: number;
  readonly startedAt: Date;
  readonly endedAt: Date;
  /** Whether it counts for its season. */
  readonly isRanked: boolean;
}

const MOST_STANDINGS = 1000;
const MOST_CODE_BYTES = 64;
const ENDINGS: readonly Ending[] = ['time', 'abandoned'];

/** @throws InvalidRecord, InvalidId */
export function checkMatch(match: FinishedMatch): void {
  parseMatchId(match.id);
  expectText('header.code', match.header.code, 1, MOST_CODE_BYTES);
  expectWhole('hash', match.hash, 0, 0xffff_ffff);
  expect(ENDINGS.includes(match.ending), 'ending', match.ending, `one of ${ENDINGS.join(', ')}`);
  expectDate('startedAt', match.startedAt);
  expectDate('endedAt', match.endedAt);
  const isOrdered = match.endedAt >= match.startedAt;
  expect(isOrdered, 'endedAt', match.endedAt, `no earlier than ${match.startedAt.toISOString()}`);
  expectWhole('number of standings', match.standings.length, 0, MOST_STANDINGS);
  const incarnations = new Set(match.standings.map(({ who }) => who));
  expect(incarnations.size === match.standings.length, 'standings', match.standings, 'each `who` once');
  for (const standing of match.standings) checkStanding(standing);
}

function checkStanding({ who, person, name, player, place, score }: Standing): void {
  const field = `standing of ${who}`;
  expectWhole(`${field}, who`, who, 1, 0x7fff);
  if (person !== null) expectText(`${field}, person`, person, 0, MOST_PERSON_BYTES);
  expectText(`${field}, name`, name, 0, MOST_NAME_BYTES);
  if (player !== null) parsePlayerId(player);
  expectWhole(`${field}, place`, place, 1, MOST_STANDINGS);
  expectWhole(`${field}, score`, score, 0, 0x7fff_ffff);
}

/**
 * What tells a finished match from another: what was played, not who stored it or when. Two processes that store the
 * same match at once may disagree about the clock.
 */
export function digestOf({ header, ticks, ending, hash }: FinishedMatch): string {
  const { code, size, bots, rules, countdown } = header;
  const facts = JSON.stringify([code, size, bots, rules, countdown, ending, hash]);
  return createHash('sha256').update(facts).update(packLog(ticks)).digest('base64url');
}

/** Standings, with the players of sittings that were noted only after they had been made. */
export function withSitters(
  standings: readonly Standing[],
  sittings: readonly Pick<Sitting, 'person' | 'player'>[],
): Standing[] {
  const players = new Map<string | null, PlayerId>(sittings.map(({ person, player }) => [person, player]));
  return standings.map((standing) => ({
    ...standing,
    player: standing.player ?? players.get(standing.person) ?? null,
  }));
}

/**
 * Whether a match counts for its season: its room was as full as rooms of its size usually are, of people or because
 * robots were to fill it. Alone on a large empty board one loop is worth more than a day of matches.
 */
function isRanked({ size, bots }: Header, players: number): boolean {
  return Math.max(bots, players) >= SIZES[size].fill;
}

/** The rows of a match: one for each player, the best where one has several. */
export function resultsOf(match: Omit<FinishedMatch, 'ticks' | 'ending' | 'hash'>): Result[] {
  const { id, header, startedAt, endedAt, standings } = match;
  const best = new Map<PlayerId, Standing>();
  for (const standing of standings) {
    const { player, place } = standing;
    if (player !== null && place < (best.get(player)?.place ?? Number.POSITIVE_INFINITY))
      best.set(player, standing);
  }
  const of = standings.length;
  const shared = {
    match: id,
    size: header.size,
    of,
    startedAt,
    endedAt,
    isRanked: isRanked(header, of),
  };
  return [...best].map(([player, { who, place, score }]) => ({ ...shared, player, who, place, score }));
}

/**
 * The match without one player: neither name nor id is left in standings and log. `persons` are those of sittings, who may
 * not be named as players yet.
 */
export function withoutPlayer(
  match: FinishedMatch,
  player: PlayerId,
  persons: readonly string[],
): FinishedMatch {
  const blanked = new Set(persons);
  for (const standing of match.standings)
    if (standing.player === player && standing.person !== null) blanked.add(standing.person);
  const standings = match.standings.map((standing) =>
    standing.person !== null && blanked.has(standing.person)
      ? { ...standing, person: '', name: '', player: null }
      : standing,
  );
  return { ...match, ticks: withoutNames(match.ticks, blanked), standings };
}
