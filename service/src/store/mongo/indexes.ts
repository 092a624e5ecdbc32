import type { mongo } from 'mongoose';
import { SITTING_DAYS_LATER } from '../sitting.ts';
import { COLLECTIONS } from './documents.ts';

/** An index, its name and what asks for it. A change of one that exists needs a migration that drops it first. */
interface Index {
  readonly collection: (typeof COLLECTIONS)[keyof typeof COLLECTIONS];
  readonly name: string;
  readonly key: Readonly<Record<string, 1 | -1>>;
  /** Among the documents in which this field is text: rows made anonymous hold null, which would be equal. */
  readonly uniqueWhereText?: string;
  readonly unique?: true;
  /** Documents go by themselves when their date is as long ago as matches are kept, or so many days longer. */
  readonly expires?: { readonly daysLater: number };
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
  // Nobody: by these the oldest go.
  { collection: COLLECTIONS.matches, name: 'age', key: { endedAt: 1 }, expires: { daysLater: 0 } },
  {
    collection: COLLECTIONS.sittings,
    name: 'age',
    key: { from: 1 },
    expires: { daysLater: SITTING_DAYS_LATER },
  },
  // Deletion.
  { collection: COLLECTIONS.matches, name: 'player', key: { 'standings.player': 1 } },
  // One row for each player of a match.
  { collection: COLLECTIONS.results, name: 'row', key: { match: 1, player: 1 }, uniqueWhereText: 'player' },
  // A player's history.
  { collection: COLLECTIONS.results, name: 'history', key: { player: 1, endedAt: -1, match: 1 } },
  // Leaderboards: holds all that they add up, so that no row itself is read.
  {
    collection: COLLECTIONS.results,
    name: 'ranked',
    key: { endedAt: 1, player: 1, score: 1, place: 1, isRanked: 1 },
  },
  // Seasons in order; no two begin at once.
  { collection: COLLECTIONS.seasons, name: 'begin', key: { from: 1 }, unique: true },
];

/** Those of older releases that others have taken the place of: what they answered, these answer as well. */
const RETIRED: readonly Pick<Index, 'collection' | 'name'>[] = [
  // `ranked` begins with the same fields.
  { collection: COLLECTIONS.results, name: 'season' },
];

const SECONDS_OF_DAY = 24 * 60 * 60;

/** MongoDB's codes where there is an index of that name, and it is to be another in something. */
const IS_ANOTHER: ReadonlySet<unknown> = new Set([85, 86]);

/** And its code where there is none. */
const IS_MISSING = 27;

/**
 * Builds the unique indexes that are missing, without which the same could be stored twice.
 * @throws if there is one of the same name but another shape, or what is stored is not unique
 */
export async function ensureUnique(db: mongo.Db): Promise<void> {
  for (const index of INDEXES.filter(isUnique)) {
    const { collection, name, key, uniqueWhereText: field } = index;
    const part = field && { partialFilterExpression: { [field]: { $type: 'string' } } };
    await db.collection(collection).createIndex({ ...key }, { name, unique: true, ...part });
  }
}

/**
 * Builds all others that are missing, says anew how long matches are kept, and then drops those that are retired.
 * @throws if there is one of the same name but another shape
 */
export async function ensureOthers(db: mongo.Db, matchDays: number): Promise<void> {
  for (const index of INDEXES.filter((each) => !isUnique(each))) {
    const { collection, name, key, expires } = index;
    const age = expires && { expireAfterSeconds: (matchDays + expires.daysLater) * SECONDS_OF_DAY };
    try {
      await db.collection(collection).createIndex({ ...key }, { name, ...age });
    } catch (error) {
      if (!age || !IS_ANOTHER.has((error as { code?: unknown }).code)) throw error;
      await db.command({ collMod: collection, index: { keyPattern: key, ...age } });
    }
  }
  for (const { collection, name } of RETIRED) await drop(db.collection(collection), name);
}

async function drop(collection: mongo.Collection, name: string): Promise<void> {
  try {
    await collection.dropIndex(name);
  } catch (error) {
    if ((error as { code?: unknown }).code !== IS_MISSING) throw error;
  }
}

function isUnique({ unique, uniqueWhereText }: Index): boolean {
  return unique === true || uniqueWhereText !== undefined;
}
