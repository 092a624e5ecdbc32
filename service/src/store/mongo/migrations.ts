import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { mongo } from 'mongoose';
import { StoreUnavailable } from '../store.ts';
import { COLLECTIONS } from './documents.ts';

/**
 * One change of what is stored. `up` may run again after it broke off half-way or was done by another process, and
 * the previous release goes on working on what it leaves behind: a rolling deploy runs both, and an undo goes back.
 */
export interface Migration {
  /** From 1, without gaps. */
  readonly version: number;
  readonly name: string;
  up(db: mongo.Db): Promise<void>;
}

/** Every migration, in order. What was released is never changed; corrections are new versions. */
const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: 'create the collections', up: createCollections },
  { version: 2, name: 'create the collection of suppressions', up: createCollections },
];

interface Record {
  _id: number;
  name: string;
  at: Date;
}

/** Whoever holds it migrates; the others wait. */
interface Lease {
  _id: 'lease';
  holder: string;
  until: Date;
}

/** A process that died while migrating holds the others up no longer than this. */
const LEASE_MS = 60_000;

/** How long an operation waits for another process's migrations before it gives up for now. */
const PATIENCE_MS = 5_000;

/** MongoDB's code of `createCollection` where there is one of that name. */
const NAMESPACE_EXISTS = 48;
const DUPLICATE_KEY = 11000;

/** Brings the database to the newest version; of several processes at once one does it. @throws StoreUnavailable */
export async function migrate(
  db: mongo.Db,
  migrations: readonly Migration[] = MIGRATIONS,
  patienceMs = PATIENCE_MS,
  leaseMs = LEASE_MS,
): Promise<void> {
  const holder = randomUUID();
  const deadline = Date.now() + patienceMs;
  while ((await pending(db, migrations)).length > 0) {
    if (await takeLease(db, holder, leaseMs)) {
      try {
        for (const migration of await pending(db, migrations)) await run(db, migration);
      } finally {
        await leases(db).deleteOne({ _id: 'lease', holder });
      }
    } else if (Date.now() > deadline) {
      throw new StoreUnavailable(`another process has been migrating the database for ${patienceMs} ms`);
    } else await sleep(100);
  }
}

/** Those not recorded yet, in order. */
async function pending(db: mongo.Db, migrations: readonly Migration[]): Promise<Migration[]> {
  const records = await db
    .collection<Record>(COLLECTIONS.migrations)
    .find({ at: { $exists: true } })
    .toArray();
  const done = new Set(records.map(({ _id }) => _id));
  return migrations.filter(({ version }) => !done.has(version)).sort((a, b) => a.version - b.version);
}

async function run(db: mongo.Db, { version, name, up }: Migration): Promise<void> {
  await up(db);
  const record = { $setOnInsert: { name, at: new Date() } };
  await db.collection<Record>(COLLECTIONS.migrations).updateOne({ _id: version }, record, { upsert: true });
}

/** Takes a free or expired lease: where it is held the upsert finds none to change and may not make a second. */
async function takeLease(db: mongo.Db, holder: string, leaseMs: number): Promise<boolean> {
  const now = Date.now();
  try {
    await leases(db).updateOne(
      { _id: 'lease', until: { $lt: new Date(now) } },
      { $set: { holder, until: new Date(now + leaseMs) } },
      { upsert: true },
    );
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === DUPLICATE_KEY) return false;
    throw error;
  }
}

function leases(db: mongo.Db): mongo.Collection<Lease> {
  return db.collection<Lease>(COLLECTIONS.migrations);
}

async function createCollections(db: mongo.Db): Promise<void> {
  for (const name of Object.values(COLLECTIONS)) {
    try {
      await db.createCollection(name);
    } catch (error) {
      if ((error as { code?: unknown }).code !== NAMESPACE_EXISTS) throw error;
    }
  }
}
