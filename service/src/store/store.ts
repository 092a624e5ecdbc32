import type { AddressDigest } from '../mail/address.ts';
import type { FinishedMatch, Result } from './finished-match.ts';
import type { MatchId, PlayerId } from './ids.ts';
import type { Leader } from './leaderboard.ts';
import type { Account, Player, PlayerChange, PlayerExport } from './player.ts';
import type { Season } from './season.ts';
import type { Sitting } from './sitting.ts';

/** Whether something was done is unknown: the store could not be reached, or did not answer in time. Ask again. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** Why no mail goes to an address: whoever reads it wants none, or its server knows no such mailbox. */
export type SuppressionReason = 'unsubscribed' | 'refused';

/** Another match stands under the same id. */
export class MatchConflict extends Error {
  override readonly name = 'MatchConflict';

  constructor(id: MatchId, stored: string, found: string) {
    super(
      `match ${id}: another match is stored under this id (digest ${stored}), found one of digest ${found}. ` +
        'Nothing was changed; every match needs an id of its own.',
    );
  }
}

/**
 * What outlives rooms: players, who sat where, finished matches, results and seasons. Every write may be repeated:
 * done twice, also by two processes at once, is done once. Every method may throw `StoreUnavailable`, and
 * `InvalidRecord` for what is no record. All adapters pass `test/service/store/store.contract.ts`.
 */
export interface Store {
  /** The account's player; makes one with this name at the first time. The name of a known player stays. */
  signIn(account: Account, name: string): Promise<Player>;

  /** `null` if there is none. */
  player(id: PlayerId): Promise<Player | null>;

  /** Changes a player; `null` if there is none. */
  updatePlayer(id: PlayerId, change: PlayerChange): Promise<Player | null>;

  /** Gives a player another picture, or none; says which was before, to one caller each. `null` if there is no player. */
  replacePicture(id: PlayerId, picture: string | null): Promise<{ readonly before: string | null } | null>;

  /** Those of some players that there are, in any order. */
  players(ids: readonly PlayerId[]): Promise<readonly Player[]>;

  /**
   * Deletes a player for good: account and sittings go; results, standings and logs stay without name or id. What
   * another process is storing about the player at this moment is made anonymous too. `null` if there was none, else
   * who it was, so that the picture can go as well.
   */
  deletePlayer(id: PlayerId): Promise<Player | null>;

  /** All that is kept about a player; `null` if there is none. */
  exportPlayer(id: PlayerId): Promise<PlayerExport | null>;

  /**
   * Notes that a player sat in a match, or until when. Reports of one (match, person) add up, in any order; the match's
   * result counts for the player also if it was stored before.
   */
  recordSitting(sitting: Sitting): Promise<void>;

  /** Who with an account sat in a match, by person; nobody once that has gone with the match's log. */
  sittings(match: MatchId): Promise<readonly Sitting[]>;

  /**
   * Keeps a finished match and a row for each of its players, acknowledged by a majority's journals. What was stored
   * first stands; `known` also where an earlier attempt broke off and this one completed it.
   * @throws MatchConflict if another match stands under the id
   */
  saveMatch(match: FinishedMatch): Promise<'new' | 'known'>;

  /** Whether a match is kept with the rows of its players; one whose storing broke off is not, and can be saved again. */
  isKept(id: MatchId): Promise<boolean>;

  /** A match with its whole log; `null` if it is not known, or was so long ago that its log has gone. */
  match(id: MatchId): Promise<FinishedMatch | null>;

  /** A player's results that ended before a moment, newest first; at most 100. */
  history(player: PlayerId, limit: number, before?: Date): Promise<readonly Result[]>;

  /** Makes a season known, or moves its ends. @throws InvalidRecord if another season is in its time */
  declareSeason(season: Season): Promise<void>;

  /** Newest first. */
  seasons(): Promise<readonly Season[]>;

  /** The first places, at most 100, from the results that ended in the season. */
  leaderboard(season: Season, limit: number): Promise<readonly Leader[]>;

  /** A player's own place; `null` without a result in the season. */
  leaderboardPlace(season: Season, player: PlayerId): Promise<Leader | null>;

  /** Sees to it that no mail goes to an address any more. */
  suppress(address: AddressDigest, reason: SuppressionReason): Promise<void>;

  /** Whether mail must not go to an address. */
  isSuppressed(address: AddressDigest): Promise<boolean>;

  /** Whether the store answers. @throws StoreUnavailable if it does not */
  ping(): Promise<void>;

  /** Ends all connections. */
  close(): Promise<void>;
}
