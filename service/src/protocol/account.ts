import * as v from 'valibot';
import type { Size } from '../../game/index.ts';
import { PlayerName } from './lobby.ts';
import type { Provider } from './provider.ts';

/** `PATCH /api/me`: another name. Answer: `Me`. */
export const ProfileChange = v.object({ name: PlayerName });

/** A player as their own pages show them. */
export interface Profile {
  readonly name: string;
  readonly provider: Provider;
  /** Name of the picture, `null` without one. */
  readonly picture: string | null;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** What a service may be without: a bucket for pictures, a server for mail. */
export type Offer = 'pictures' | 'mail';

/** `GET /api/me`: who asks, how one can sign in, and what whoever has can do. */
export interface Me {
  /** `null` for a guest. */
  readonly player: Profile | null;
  readonly providers: readonly Provider[];
  readonly offers: readonly Offer[];
}

/** `POST /api/me/picture/form`: how to post a picture, and the key by which to say that it was. */
export interface PictureOffer {
  readonly key: string;
  readonly form: { readonly url: string; readonly fields: Readonly<Record<string, string>> };
}

/** `POST /api/me/picture`, `DELETE` of the same. */
export interface PictureTaken {
  /** Name of the picture. */
  readonly picture: string;
}

/** Names of pictures by person, as the match's log knows them. */
export type MatchFaces = Readonly<Record<string, string>>;

/** `GET /api/matches/:id/faces`: who in the match has which picture. */
export interface FacesAnswer {
  readonly faces: MatchFaces;
}

/** A match in a player's history. */
export interface PlayedMatch {
  readonly match: string;
  /** The player's number in the match. */
  readonly who: number;
  readonly size: Size;
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
