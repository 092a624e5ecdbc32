import type { AddressDigest } from '../mail/address.ts';
import {
  checkMatch,
  digestOf,
  type FinishedMatch,
  type Result,
  resultsOf,
  withoutPlayer,
  withSitters,
} from './finished-match.ts';
import { type MatchId, newPlayerId, type PlayerId } from './ids.ts';
import { type Leader, leader, MOST_HISTORY, MOST_LEADERS, tally } from './leaderboard.ts';
import {
  type Account,
  checkAccount,
  checkPicture,
  checkPlayerChange,
  type Player,
  type PlayerChange,
  type PlayerExport,
} from './player.ts';
import { expectWhole } from './record.ts';
import { checkOverlap, checkSeason, type Season } from './season.ts';
import { checkSitting, mergeSittings, type Sitting } from './sitting.ts';
import { MatchConflict, type Store, type SuppressionReason } from './store.ts';

/** Matches kept with their logs: at most a quarter of a gigabyte, in practice a tenth of it. */
const MOST_MATCHES = 500;

/** The store in this process's memory: the embedded default, gone when the process ends. Forgets the oldest matches. */
export class MemoryStore implements Store {
  readonly #players = new Map<PlayerId, { readonly player: Player; readonly account: Account }>();
  readonly #deleted = new Set<PlayerId>();
  readonly #sittings = new Map<string, Sitting>();
  readonly #matches = new Map<MatchId, FinishedMatch>();
  /** Digests of all matches, also of those forgotten. */
  readonly #digests = new Map<MatchId, string>();
  #results: Result[] = [];
  readonly #seasons = new Map<string, Season>();
  readonly #suppressed = new Set<AddressDigest>();
  readonly #mostMatches: number;

  constructor(mostMatches = MOST_MATCHES) {
    this.#mostMatches = mostMatches;
  }

  async signIn(account: Account, name: string): Promise<Player> {
    checkAccount(account);
    checkPlayerChange({ name });
    const { provider, subject } = account;
    for (const known of this.#players.values())
      if (known.account.provider === provider && known.account.subject === subject) return known.player;
    const player = { id: newPlayerId(), provider, name, picture: null, createdAt: new Date() };
    this.#players.set(player.id, { player, account: { provider, subject } });
    return player;
  }

  async player(id: PlayerId): Promise<Player | null> {
    return this.#players.get(id)?.player ?? null;
  }

  async updatePlayer(id: PlayerId, change: PlayerChange): Promise<Player | null> {
    checkPlayerChange(change);
    const known = this.#players.get(id);
    if (known === undefined) return null;
    const { name = known.player.name } = change;
    const player = { ...known.player, name };
    this.#players.set(id, { ...known, player });
    return player;
  }

  async replacePicture(id: PlayerId, picture: string | null): Promise<{ before: string | null } | null> {
    checkPicture(picture);
    const known = this.#players.get(id);
    if (known === undefined) return null;
    this.#players.set(id, { ...known, player: { ...known.player, picture } });
    return { before: known.player.picture };
  }

  async players(ids: readonly PlayerId[]): Promise<readonly Player[]> {
    return [...new Set(ids)].flatMap((id) => this.#players.get(id)?.player ?? []);
  }

  async deletePlayer(id: PlayerId): Promise<Player | null> {
    const known = this.#players.get(id);
    if (known === undefined) return null;
    this.#deleted.add(id);
    this.#forget(id);
    this.#players.delete(id);
    return known.player;
  }

  async exportPlayer(id: PlayerId): Promise<PlayerExport | null> {
    const known = this.#players.get(id);
    if (known === undefined) return null;
    const sittings = this.#sittingsOf(id).sort((a, b) => b.from.getTime() - a.from.getTime());
    return structuredClone({ ...known, sittings, results: this.#resultsOf(id) });
  }

  async recordSitting(sitting: Sitting): Promise<void> {
    checkSitting(sitting);
    const key = `${sitting.match} ${sitting.person}`;
    this.#sittings.set(key, mergeSittings(this.#sittings.get(key), structuredClone(sitting)));
    await this.#countLate(sitting.match);
    if (this.#deleted.has(sitting.player)) this.#forget(sitting.player);
  }

  async sittings(match: MatchId): Promise<readonly Sitting[]> {
    const sittings = [...this.#sittings.values()].filter((sitting) => sitting.match === match);
    return structuredClone(sittings.sort((a, b) => (a.person < b.person ? -1 : 1)));
  }

  async saveMatch(match: FinishedMatch): Promise<'new' | 'known'> {
    checkMatch(match);
    const digest = digestOf(match);
    const stored = this.#digests.get(match.id);
    if (stored === digest) return 'known';
    if (stored !== undefined) throw new MatchConflict(match.id, stored, digest);
    this.#digests.set(match.id, digest);
    this.#matches.set(match.id, structuredClone(match));
    this.#results.push(...resultsOf(match));
    for (const { player } of [...match.standings, ...(await this.sittings(match.id))])
      if (player !== null && this.#deleted.has(player)) this.#forget(player);
    const oldest = this.#matches.keys().next().value;
    if (this.#matches.size > this.#mostMatches && oldest !== undefined) this.#matches.delete(oldest);
    return 'new';
  }

  async isKept(id: MatchId): Promise<boolean> {
    return this.#digests.has(id);
  }

  async match(id: MatchId): Promise<FinishedMatch | null> {
    return structuredClone(this.#matches.get(id) ?? null);
  }

  async history(player: PlayerId, limit: number, before?: Date): Promise<readonly Result[]> {
    expectWhole('limit', limit, 1, MOST_HISTORY);
    const results = this.#resultsOf(player).filter(({ endedAt }) => before === undefined || endedAt < before);
    return structuredClone(results.slice(0, limit));
  }

  async declareSeason(season: Season): Promise<void> {
    checkSeason(season);
    checkOverlap(season, [...this.#seasons.values()]);
    this.#seasons.set(season.id, structuredClone(season));
  }

  async seasons(): Promise<readonly Season[]> {
    const seasons = [...this.#seasons.values()];
    return structuredClone(seasons.sort((a, b) => b.from.getTime() - a.from.getTime()));
  }

  async leaderboard(season: Season, limit: number): Promise<readonly Leader[]> {
    expectWhole('limit', limit, 1, MOST_LEADERS);
    return this.#leaders(season).slice(0, limit);
  }

  async leaderboardPlace(season: Season, player: PlayerId): Promise<Leader | null> {
    return this.#leaders(season).find((place) => place.player === player) ?? null;
  }

  async suppress(address: AddressDigest, _reason: SuppressionReason): Promise<void> {
    this.#suppressed.add(address);
  }

  async isSuppressed(address: AddressDigest): Promise<boolean> {
    return this.#suppressed.has(address);
  }

  async ping(): Promise<void> {}

  async close(): Promise<void> {}

  #leaders({ from, until }: Season): Leader[] {
    const results = this.#results.filter(
      ({ endedAt, isRanked }) => isRanked && endedAt >= from && endedAt < until,
    );
    return tally(results).map((tallied, index) =>
      leader(tallied, index + 1, this.#players.get(tallied.player)?.player),
    );
  }

  #sittingsOf(player: PlayerId): Sitting[] {
    return [...this.#sittings.values()].filter((sitting) => sitting.player === player);
  }

  /** Newest first. */
  #resultsOf(player: PlayerId): Result[] {
    const results = this.#results.filter((result) => result.player === player);
    return results.sort((a, b) => b.endedAt.getTime() - a.endedAt.getTime() || (a.match < b.match ? -1 : 1));
  }

  /** Gives those their result who were noted only after their match had been stored. */
  async #countLate(id: MatchId): Promise<void> {
    const match = this.#matches.get(id);
    if (match === undefined) return;
    const counted = { ...match, standings: withSitters(match.standings, await this.sittings(id)) };
    this.#matches.set(id, counted);
    const known = new Set(this.#results.filter((result) => result.match === id).map(({ player }) => player));
    this.#results.push(...resultsOf(counted).filter(({ player }) => !known.has(player)));
  }

  #forget(player: PlayerId): void {
    for (const [id, match] of this.#matches) {
      const sittings = this.#sittingsOf(player).filter((sitting) => sitting.match === id);
      const persons = sittings.map(({ person }) => person);
      if (persons.length > 0 || match.standings.some((standing) => standing.player === player))
        this.#matches.set(id, withoutPlayer(match, player, persons));
    }
    // One whose match is still to be stored says whom to blank in its log.
    for (const [key, sitting] of this.#sittings)
      if (sitting.player === player && this.#digests.has(sitting.match)) this.#sittings.delete(key);
    this.#results = this.#results.filter((result) => result.player !== player);
  }
}
