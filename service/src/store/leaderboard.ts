import type { Result } from './finished-match.ts';
import type { PlayerId } from './ids.ts';
import type { Player } from './player.ts';

/** What a player has brought together in a season. */
export interface Tally {
  readonly player: PlayerId;
  /** Sum of the scores of all matches. */
  readonly score: number;
  readonly wins: number;
  readonly matches: number;
}

/** A player's place on a leaderboard. */
export interface Leader extends Tally {
  /** From 1; no two share one. */
  readonly rank: number;
  readonly name: string;
  readonly picture: string | null;
}

/** Most places that one question may ask for. */
export const MOST_LEADERS = 100;

/** Most rows of a history that one question may ask for. */
export const MOST_HISTORY = 100;

/** Tallies from the first place down: score, then wins, then the fewer matches, then the id, so that none are equal. */
export function tally(results: readonly Result[]): Tally[] {
  const tallies = new Map<PlayerId, Tally>();
  for (const { player, score, place } of results) {
    const before = tallies.get(player) ?? { player, score: 0, wins: 0, matches: 0 };
    tallies.set(player, {
      player,
      score: before.score + score,
      wins: before.wins + (place === 1 ? 1 : 0),
      matches: before.matches + 1,
    });
  }
  return [...tallies.values()].sort(
    (a, b) => b.score - a.score || b.wins - a.wins || a.matches - b.matches || (a.player < b.player ? -1 : 1),
  );
}

/** A tally with its rank and who it is. */
export function leader(tallied: Tally, rank: number, player: Player | undefined): Leader {
  return { ...tallied, rank, name: player?.name ?? '', picture: player?.picture ?? null };
}
