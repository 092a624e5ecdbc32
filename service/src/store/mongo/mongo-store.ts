import type { QueryFilter } from 'mongoose';
import type { AddressDigest } from '../../mail/address.ts';
import { MATCH_DAYS } from '../../variables.ts';
import { wrapStore } from '../around.ts';
import {
  checkMatch,
  digestOf,
  type FinishedMatch,
  type Result,
  resultsOf,
  withSitters,
} from '../finished-match.ts';
import { type MatchId, newPlayerId, type PlayerId } from '../ids.ts';
import { type Leader, leader, MOST_HISTORY, MOST_LEADERS, type Tally } from '../leaderboard.ts';
import {
  type Account,
  checkAccount,
  checkPicture,
  checkPlayerChange,
  type Player,
  type PlayerChange,
  type PlayerExport,
} from '../player.ts';
import { expectWhole } from '../record.ts';
import { checkOverlap, checkSeason, type Season } from '../season.ts';
import { checkSitting, type Sitting } from '../sitting.ts';
import { MatchConflict, type Store, type SuppressionReason } from '../store.ts';
import {
  documentOf,
  type MatchDocument,
  type Models,
  matchFrom,
  modelsOf,
  type PlayerDocument,
  playerFrom,
  type ResultDocument,
  resultFrom,
  rowOf,
  type SittingDocument,
  sittingFrom,
} from './documents.ts';
import { forgetPlayer } from './forget-player.ts';
import { isDuplicate, told } from './outage.ts';
import { MongoSession } from './session.ts';
import { ranks, tallies } from './tallies.ts';

/**
 * The store in MongoDB. Returns at once: the first operation connects and migrates, and where that fails the next
 * one tries again.
 * @param uri Names user, hosts and database, for example `mongodb://app@mongodb-0.mongodb:27017/playcode?replicaSet=rs0`
 * @param matchDays Days that logs of matches and sittings are kept; whoever connects last says it for all of them.
 * @throws TypeError if it names no database
 */
export function openMongoStore(uri: string, matchDays = MATCH_DAYS): Store {
  const session = new MongoSession(uri, matchDays);
  return wrapStore(new MongoStore(session), async (operation, call) => {
    try {
      if (operation !== 'close') await session.ready();
      return await call();
    } catch (error) {
      throw told(error);
    }
  });
}

class MongoStore implements Store {
  readonly #session: MongoSession;
  readonly #models: Models;

  constructor(session: MongoSession) {
    this.#session = session;
    this.#models = modelsOf(session.connection);
  }

  async signIn(account: Account, name: string): Promise<Player> {
    checkAccount(account);
    checkPlayerChange({ name });
    const { provider, subject } = account;
    const known = await this.#models.players.findOne({ provider, subject }).lean();
    if (known === null) return this.#signUp({ provider, subject }, name);
    if ((await this.#deletedOf([known._id])).length === 0) return playerFrom(known);
    // Broken off half-way: deleted is deleted, so the person comes back as somebody new.
    await this.deletePlayer(known._id);
    return this.#signUp({ provider, subject }, name);
  }

  async player(id: PlayerId): Promise<Player | null> {
    const document = await this.#models.players.findById(id).lean();
    return document && playerFrom(document);
  }

  async updatePlayer(id: PlayerId, change: PlayerChange): Promise<Player | null> {
    checkPlayerChange(change);
    const { name } = change;
    const $set = { ...(name !== undefined && { name }) };
    const document = await this.#models.players
      .findByIdAndUpdate(id, { $set }, { returnDocument: 'after' })
      .lean();
    return document && playerFrom(document);
  }

  async replacePicture(id: PlayerId, picture: string | null): Promise<{ before: string | null } | null> {
    checkPicture(picture);
    for (;;) {
      const document = await this.#models.players.findById(id).lean();
      if (document === null) return null;
      const { picture: before } = document;
      const { matchedCount } = await this.#models.players.updateOne(
        { _id: id, picture: before },
        { picture },
      );
      // Else another came between, and it is that one's picture which is replaced.
      if (matchedCount === 1) return { before };
    }
  }

  async players(ids: readonly PlayerId[]): Promise<readonly Player[]> {
    return (await this.#models.players.find({ _id: { $in: [...ids] } }).lean()).map(playerFrom);
  }

  async deletePlayer(id: PlayerId): Promise<Player | null> {
    const document = await this.#models.players.findById(id).lean();
    if (document === null) return null;
    // From here on whoever stores something about the player finds that it must not be kept.
    await this.#models.deletions.updateOne(
      { _id: id },
      { $setOnInsert: { at: new Date() } },
      { upsert: true },
    );
    await forgetPlayer(this.#models, id);
    // As it was at the very end: the picture may have been replaced in between.
    const last = await this.#models.players.findByIdAndDelete(id).lean();
    return playerFrom(last ?? document);
  }

  async exportPlayer(id: PlayerId): Promise<PlayerExport | null> {
    const document = await this.#models.players.findById(id).lean();
    if (document === null) return null;
    const { provider, subject } = document;
    const sittings = await this.#models.sittings.find({ player: id }).sort({ from: -1 }).lean();
    const results = await this.#results({ player: id });
    const account = { provider, subject };
    return { player: playerFrom(document), account, sittings: sittings.map(sittingFrom), results };
  }

  async recordSitting(sitting: Sitting): Promise<void> {
    checkSitting(sitting);
    const { match, person, player, from, until } = sitting;
    const update = { $setOnInsert: { player }, $min: { from }, $max: { until } };
    const upsert = () => this.#models.sittings.updateOne({ match, person }, update, { upsert: true }).exec();
    const { upsertedCount } = await onceMore(upsert);
    // Who was noted before the match was stored has a row of it: nobody is counted anew for saying how long it was.
    if (upsertedCount > 0 || !(await this.#hasRow(match, player))) await this.#count(match);
    await this.#forgetDeleted([player]);
  }

  async sittings(match: MatchId): Promise<readonly Sitting[]> {
    const documents = await this.#models.sittings
      .find({ match })
      .sort({ person: 1 })
      .lean<SittingDocument[]>();
    return documents.map(sittingFrom);
  }

  async saveMatch(match: FinishedMatch): Promise<'new' | 'known'> {
    checkMatch(match);
    const digest = digestOf(match);
    const stored = await this.#insertMatch(match, digest);
    if (stored !== null && stored.digest !== digest) throw new MatchConflict(match.id, stored.digest, digest);
    // Rows are those of the match as it was first stored, also where that attempt broke off before them.
    await this.#forgetDeleted(await this.#count(match.id));
    await this.#models.matches.updateOne({ _id: match.id }, { $set: { isCounted: true } });
    return stored === null ? 'new' : 'known';
  }

  async isKept(id: MatchId): Promise<boolean> {
    return (await this.#models.matches.exists({ _id: id, isCounted: true })) !== null;
  }

  async match(id: MatchId): Promise<FinishedMatch | null> {
    const document = await this.#models.matches.findById(id).lean<MatchDocument>();
    return document && matchFrom(document);
  }

  async history(player: PlayerId, limit: number, before?: Date): Promise<readonly Result[]> {
    expectWhole('limit', limit, 1, MOST_HISTORY);
    return this.#results({ player, ...(before && { endedAt: { $lt: before } }) }, limit);
  }

  async declareSeason(season: Season): Promise<void> {
    checkSeason(season);
    checkOverlap(season, await this.seasons());
    const { id, from, until } = season;
    const upsert = (): Promise<unknown> =>
      this.#models.seasons.updateOne({ _id: id }, { $set: { from, until } }, { upsert: true }).exec();
    await onceMore(upsert);
  }

  async seasons(): Promise<readonly Season[]> {
    const documents = await this.#models.seasons.find().sort({ from: -1 }).lean();
    return documents.map(({ _id, from, until }) => ({ id: _id, from, until }));
  }

  async leaderboard(season: Season, limit: number): Promise<readonly Leader[]> {
    expectWhole('limit', limit, 1, MOST_LEADERS);
    const first = await this.#models.results.aggregate<Tally>(tallies(season, limit));
    const ids = first.map(({ player }) => player);
    const byId = new Map((await this.players(ids)).map((player) => [player.id, player]));
    return first.map((tallied, index) => leader(tallied, index + 1, byId.get(tallied.player)));
  }

  async leaderboardPlace(season: Season, player: PlayerId): Promise<Leader | null> {
    const [ranked] = await this.#models.results.aggregate<Tally & { rank: number }>(ranks(season, player));
    if (ranked === undefined) return null;
    return leader(ranked, ranked.rank, (await this.player(player)) ?? undefined);
  }

  async suppress(address: AddressDigest, reason: SuppressionReason): Promise<void> {
    // The first reason stands.
    const first = { $setOnInsert: { reason, at: new Date() } };
    await onceMore(() =>
      this.#models.suppressions.updateOne({ _id: address }, first, { upsert: true }).exec(),
    );
  }

  async isSuppressed(address: AddressDigest): Promise<boolean> {
    return (await this.#models.suppressions.findById(address).lean()) !== null;
  }

  async ping(): Promise<void> {
    await this.#session.connection.db!.command({ ping: 1 });
  }

  async close(): Promise<void> {
    await this.#session.close();
  }

  /** Of several sign-ups at once the unique index lets one through; the others find it. */
  async #signUp(account: Account, name: string): Promise<Player> {
    const player = { _id: newPlayerId(), ...account, name, picture: null, createdAt: new Date() };
    try {
      await this.#models.players.insertOne(player);
      return playerFrom(player);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      return playerFrom(
        await this.#models.players
          .findOne({ ...account })
          .lean<PlayerDocument>()
          .orFail(),
      );
    }
  }

  /** `null` if the match is new, else what stood there. */
  async #insertMatch(match: FinishedMatch, digest: string): Promise<MatchDocument | null> {
    try {
      await this.#models.matches.insertOne(documentOf(match, digest));
      return null;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      return this.#models.matches.findById(match.id).lean<MatchDocument>().orFail();
    }
  }

  /**
   * Gives all players of a stored match their rows, those included who were noted only after it was stored, for the
   * store may have been away. Returns them.
   */
  async #count(match: MatchId): Promise<PlayerId[]> {
    for (;;) {
      const document = await this.#models.matches.findById(match, { log: 0 }).lean<MatchDocument>();
      if (document === null) return [];
      const { revision, ...kept } = document;
      const sittings = await this.sittings(match);
      const standings = withSitters(kept.standings, sittings);
      await this.#insertResults(resultsOf({ ...kept, id: match, standings }));
      const isNews = standings.some(({ player }, index) => player !== kept.standings[index]!.player);
      const seated = { $set: { standings, revision: revision + 1 } };
      const players = [...sittings, ...standings].flatMap(({ player }) => player ?? []);
      if (!isNews) return players;
      const { matchedCount } = await this.#models.matches.updateOne({ _id: match, revision }, seated);
      if (matchedCount === 1) return players;
    }
  }

  /** Whether a player has a row of a match. That it asks for text is said for the index of rows, which holds no other. */
  async #hasRow(match: MatchId, player: PlayerId): Promise<boolean> {
    return (await this.#models.results.exists({ match, player: { $eq: player, $type: 'string' } })) !== null;
  }

  async #insertResults(results: readonly Result[]): Promise<void> {
    if (results.length === 0) return;
    try {
      await this.#models.results.insertMany(results.map(rowOf), {
        ordered: false,
        throwOnValidationError: true,
      });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
  }

  async #results(filter: QueryFilter<ResultDocument>, limit = 0): Promise<Result[]> {
    const sorted = this.#models.results.find(filter).sort({ endedAt: -1, match: 1 }).limit(limit);
    return (await sorted.lean<ResultDocument[]>()).flatMap(resultFrom);
  }

  /** Makes those of the players anonymous who have been deleted while something about them was being stored. */
  async #forgetDeleted(players: readonly PlayerId[]): Promise<void> {
    for (const player of await this.#deletedOf(players)) await forgetPlayer(this.#models, player);
  }

  async #deletedOf(players: readonly PlayerId[]): Promise<PlayerId[]> {
    if (players.length === 0) return [];
    const documents = await this.#models.deletions.find({ _id: { $in: [...new Set(players)] } }).lean();
    return documents.map(({ _id }) => _id);
  }
}

/** Two processes that upsert the same at once: one is refused by the unique index, and finds it the second time. */
async function onceMore<T>(upsert: () => Promise<T>): Promise<T> {
  try {
    return await upsert();
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    return upsert();
  }
}
