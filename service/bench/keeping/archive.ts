import { randomUUID } from 'node:crypto';
import mongoose, { type mongo } from 'mongoose';
import { archiveMatch } from '../../src/rooms/match-archive.ts';
import type { FinishedMatch } from '../../src/rooms/match-keeper.ts';
import { KnownRules } from '../../src/rules.ts';
import { newMatchId, type PlayerId, parseMatchId } from '../../src/store/ids.ts';
import { COLLECTIONS } from '../../src/store/mongo/documents.ts';
import { openMongoStore } from '../../src/store/mongo/mongo-store.ts';
import type { Sitting } from '../../src/store/sitting.ts';
import type { Store } from '../../src/store/store.ts';
import { Census, type Command, type Count, keyBytes } from './census.ts';
import type { PlayedMatch } from './played-match.ts';

const { calculateObjectSize } = mongoose.mongo.BSON;

/** A match's length, and for how long its result is shown. */
const MATCH_MS = 180_000;
const SHOWN_MS = 10_000;

/** Collections with documents of matches: those whose documents go after some days, and those that keep them. */
const GOING = [COLLECTIONS.matches, COLLECTIONS.sittings];
const STAYING = [COLLECTIONS.results];

/** What is left of matches in the database. */
export interface Left {
  /** For as many days as logs are kept. */
  readonly going: Kept;
  readonly staying: Kept;
}

/** Documents, and what they take. */
export interface Kept {
  readonly documents: number;
  /** Before the server compresses them. */
  readonly documentBytes: number;
  readonly indexBytes: number;
}

/** The service's store in a database of its own, and what it asks of it. */
export class Archive {
  readonly #store: Store;
  readonly #db: mongo.Db;
  readonly #census: Census;
  readonly #rules = new KnownRules();

  private constructor(store: Store, db: mongo.Db, census: Census) {
    this.#store = store;
    this.#db = db;
    this.#census = census;
  }

  /** The store, connected and with its indexes; what that took is not counted. */
  static async open(uri: string): Promise<Archive> {
    const watched = new URL(uri);
    watched.searchParams.set('monitorCommands', 'true');
    const store = openMongoStore(watched.href);
    // The store keeps its connection to itself; mongoose knows all of them.
    const connection = mongoose.connections.at(-1)!;
    await store.ping();
    const census = new Census((document) => calculateObjectSize(document));
    const client = connection.getClient();
    client.on('commandStarted', ({ commandName, command }) => census.asked(commandName, command));
    client.on('commandSucceeded', ({ commandName, reply }) => census.answered(commandName, reply as Command));
    return new Archive(store, connection.db!, census);
  }

  /** What the database was asked for since the last time, divided by `per`. */
  asked(per = 1): Count {
    return this.#census.take(per);
  }

  /** Somebody with an account, who is new here. */
  async signUp(name: string): Promise<PlayerId> {
    const { id } = await this.#store.signIn({ provider: 'google', subject: randomUUID() }, name);
    return id;
  }

  /** A match as a process has it whose last tick was just logged. */
  finish({ header, outcome, log }: PlayedMatch): FinishedMatch {
    const record = { header, match: newMatchId(), isPublic: false, openedAt: Date.now() - MATCH_MS };
    return { record, outcome, readLog: async () => log };
  }

  /** Players take their seats; who they are is looked up for each. */
  async sit(match: FinishedMatch, persons: readonly string[], players: readonly PlayerId[]): Promise<void> {
    for (const [index, person] of persons.entries()) {
      const player = players[index]!;
      await this.#store.player(player);
      await this.#store.recordSitting(sitting(match, person, player));
    }
  }

  /** Keeps a match as each process does that looks after finished rooms. */
  keep(match: FinishedMatch): Promise<void> {
    return archiveMatch(this.#store, this.#rules, match);
  }

  /** Players leave when they have seen how it came out. */
  async leave(match: FinishedMatch, persons: readonly string[], players: readonly PlayerId[]): Promise<void> {
    const until = new Date(Date.now() + SHOWN_MS);
    for (const [index, person] of persons.entries())
      await this.#store.recordSitting({ ...sitting(match, person, players[index]!), until });
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  /** What is in the database about matches, players apart. */
  async left(): Promise<Left> {
    const left = { going: await this.#kept(GOING), staying: await this.#kept(STAYING) };
    this.#census.take();
    return left;
  }

  async #kept(collections: readonly string[]): Promise<Kept> {
    const kept = { documents: 0, documentBytes: 0, indexBytes: 0 };
    for (const name of collections) {
      const collection = this.#db.collection(name);
      const indexes = await collection.indexes();
      for await (const document of collection.find()) {
        kept.documents += 1;
        kept.documentBytes += calculateObjectSize(document);
        for (const { key } of indexes)
          kept.indexBytes += keyBytes(document, key as Command, calculateObjectSize);
      }
    }
    return kept;
  }
}

function sitting({ record }: FinishedMatch, person: string, player: PlayerId): Sitting {
  return { match: parseMatchId(record.match), person, player, from: new Date(record.openedAt), until: null };
}
