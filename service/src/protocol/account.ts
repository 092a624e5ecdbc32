import * as v from 'valibot';
import type { Provider } from '../store/player.ts';
import { PlayerName } from './lobby.ts';

/** Why a sign-in came to nothing; the page at `/sign-in/<trouble>` says so, and what to do. */
export const SIGN_IN_TROUBLES = [
  /** The person said no at the provider. */
  'cancelled',
  /** The return is for no attempt under way: it took too long, was used already, or is made up. */
  'expired',
  /** The attempt was begun in another browser. */
  'foreign',
  /** The provider does not vouch for whoever came back. */
  'refused',
  /** The provider or the service's own store could not be reached. */
  'unavailable',
  /** Too many attempts in a short time. */
  'too-many',
] as const;
export type SignInTrouble = (typeof SIGN_IN_TROUBLES)[number];

/** `PATCH /api/me`: another name. Answer: `Me`. */
export const ProfileChange = v.object({ name: PlayerName });

/** A player as their own pages show them. */
export interface Profile {
  readonly name: string;
  readonly provider: Provider;
  /** Key of the picture, `null` without one. */
  readonly picture: string | null;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** `GET /api/me`: who asks, and how one can sign in. */
export interface Me {
  /** `null` for a guest. */
  readonly player: Profile | null;
  readonly providers: readonly Provider[];
}

/** A match in a player's history. */
export interface PlayedMatch {
  readonly match: string;
  readonly size: string;
  readonly place: number;
  /** How many were ranked. */
  readonly of: number;
  readonly score: number;
  /** ISO 8601. */
  readonly endedAt: string;
}

/** `GET /api/me/history?before=…`: newest first. */
export interface History {
  readonly matches: readonly PlayedMatch[];
  /** What to ask `before` for those that follow; `null` after the last. */
  readonly next: string | null;
}

/** A place on a leaderboard. */
export interface LeaderboardPlace {
  readonly rank: number;
  readonly name: string;
  readonly picture: string | null;
  readonly score: number;
  readonly wins: number;
  readonly matches: number;
}

/** `GET /api/seasons/current/leaderboard`. */
export interface Leaderboard {
  readonly season: { readonly id: string; readonly from: string; readonly until: string };
  readonly leaders: readonly LeaderboardPlace[];
  /** Whoever asks; `null` for a guest, and without a match in the season. */
  readonly me: LeaderboardPlace | null;
}
