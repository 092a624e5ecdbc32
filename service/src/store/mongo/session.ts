import { setTimeout as sleep } from 'node:timers/promises';
import mongoose, { type Connection } from 'mongoose';
import { ensureOthers, ensureUnique } from './indexes.ts';
import { migrate } from './migrations.ts';
import { isOutage } from './outage.ts';

/** A command that has not been answered after this fails. The driver repeats it once, if it finds the server again. */
const COMMAND_MS = 3_000;

/** No server found or no connection free within this: the store is away. */
const SELECTION_MS = 1_500;

/** Pause between two looks at a server; an outage's end is noticed after this at the latest. */
const HEARTBEAT_MS = 1_000;

/** Time between two looks at indexes that are being built. */
const BUILDING_MS = 2_000;

/** Operations at once; the others wait for their turn. */
const MOST_CONNECTIONS = 20;

/**
 * A connection that is made when it is first asked for, and asked for again after it could not be made: the service
 * starts without its database. Once made, the driver keeps it.
 */
export class MongoSession {
  readonly connection: Connection;
  readonly #uri: string;
  readonly #matchDays: number;
  readonly #closing = new AbortController();
  #ready: Promise<void> | null = null;
  #building: Promise<void> | null = null;

  constructor(uri: string, matchDays: number) {
    if (!/^mongodb(\+srv)?:\/\/[^/]+\/[^/?]+/.test(uri))
      throw new TypeError('MONGODB_URI: names no database, expected mongodb://…/playcode?…');
    this.#uri = uri;
    this.#matchDays = matchDays;
    this.connection = mongoose.createConnection();
    // Whoever awaits an operation hears of its failure; the event must only not end the process.
    this.connection.on('error', () => undefined);
  }

  /** Connects, migrates and builds indexes unless that is done. */
  ready(): Promise<void> {
    this.#ready ??= this.#open().catch((error: unknown) => {
      this.#ready = null;
      throw error;
    });
    return this.#ready;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#ready?.catch(() => undefined);
    await this.connection.close();
    await this.#building;
  }

  async #open(): Promise<void> {
    const { connection } = this;
    if (connection.readyState !== mongoose.ConnectionStates.connected)
      await connection.openUri(this.#uri, {
        bufferCommands: false,
        autoIndex: false,
        autoCreate: false,
        socketTimeoutMS: COMMAND_MS,
        waitQueueTimeoutMS: SELECTION_MS,
        serverSelectionTimeoutMS: SELECTION_MS,
        connectTimeoutMS: SELECTION_MS,
        heartbeatFrequencyMS: HEARTBEAT_MS,
        // Half as many questions, and no second connection to time them: nothing here chooses the nearest of many servers.
        serverMonitoringMode: 'poll',
        maxPoolSize: MOST_CONNECTIONS,
        promoteBuffers: true,
        writeConcern: { w: 'majority', journal: true },
        readConcern: { level: 'majority' },
      });
    await migrate(connection.db!);
    await ensureUnique(connection.db!);
    if (!(await this.#areBuilt())) this.#building ??= this.#build();
  }

  /** Whether all indexes are there that answer questions; on a large collection a new one takes longer than a command may. */
  async #areBuilt(): Promise<boolean> {
    try {
      await ensureOthers(this.connection.db!, this.#matchDays);
      return true;
    } catch (error) {
      if (isOutage(error)) return false;
      throw error;
    }
  }

  /** Waits until they are, while the store is used without. What is wrong with one is for the next operation to hear. */
  async #build(): Promise<void> {
    const { signal } = this.#closing;
    try {
      do await sleep(BUILDING_MS, undefined, { signal, ref: false });
      while (!(await this.#areBuilt()));
    } catch {
      if (!signal.aborted) this.#ready = null;
    } finally {
      this.#building = null;
    }
  }
}
