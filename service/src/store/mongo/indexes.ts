import type { mongo } from 'mongoose';
import { COLLECTIONS } from './documents.ts';

/** An index, its name and what asks for it. A change of one that exists needs a migration that drops it first. */
interface Index {
  readonly collection: (typeof COLLECTIONS)[keyof typeof COLLECTIONS];
  readonly name: string;
  readonly key: Readonly<Record<string, 1 | -1>>;
  /** Among the documents in which this field is text: rows made anonymous hold null, which would be equal. */
  readonly uniqueWhereText?: string;
  readonly unique?: true;
}

/**
 * Every index there is, beyond those of `_id`. Those that answer questions are not partial: MongoDB does not see that
 * `player: 'x'` asks for text only, and would read the whole collection.
 */
const INDEXES: readonly Index[] = [
  // Signing in; one player for each account.
  { collection: COLLECTIONS.players, name: 'account', key: { provider: 1, subject: 1 }, unique: true },
  // Who sat in a match; one sitting for each person in it.
  { collection: COLLECTIONS.sittings, name: 'seat', key: { match: 1, person: 1 }, unique: true },
  // Export and deletion.
  { collection: COLLECTIONS.sittings, name: 'player', key: { player: 1, from: -1 } },
  // Deletion.
  { collection: COLLECTIONS.matches, name: 'player', key: { 'standings.player': 1 } },
  // One row for each player of a match.
  { collection: COLLECTIONS.results, name: 'row', key: { match: 1, player: 1 }, uniqueWhereText: 'player' },
  // A player's history.
  { collection: COLLECTIONS.results, name: 'history', key: { player: 1, endedAt: -1, match: 1 } },
  // Leaderboards: holds all that they add up, so that no row itself is read.
  { collection: COLLECTIONS.results, name: 'season', key: { endedAt: 1, player: 1, score: 1, place: 1 } },
  // Seasons in order; no two begin at once.
  { collection: COLLECTIONS.seasons, name: 'begin', key: { from: 1 }, unique: true },
];

/** Builds the indexes that are missing. @throws if one of the same name but another shape exists */
export async function ensureIndexes(db: mongo.Db): Promise<void> {
  for (const { collection, name, key, unique = false, uniqueWhereText: field } of INDEXES) {
    const options: mongo.CreateIndexesOptions =
      field === undefined
        ? { name, unique }
        : { name, unique: true, partialFilterExpression: { [field]: { $type: 'string' } } };
    await db.collection(collection).createIndex({ ...key }, options);
  }
}
