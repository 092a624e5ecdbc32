import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose, { type mongo } from 'mongoose';
import { findPart } from '../../parts.ts';

/** `MONGODB_URI` of a running server, or a program that is one; undefined where there is none. */
export const MONGODB = findPart(['mongod', 'secantusd-py'], 'MONGODB_URI');

/** Whether tests may kill, freeze and break the server: it is their own. */
export const IS_OWN_MONGODB = MONGODB !== undefined && !MONGODB.startsWith('mongodb');

const START_MS = 30_000;
const DATABASE = `playcode_test_${randomBytes(4).toString('hex')}`;

/** A real server that asks for passwords, on a free port of the loopback interface, with an empty database. */
export class MongoServer {
  /** What the service would be given: may read and write the one database, and nothing else. */
  readonly uri: string;
  readonly #adminUri: string;
  readonly #start: (() => Promise<ChildProcess>) | undefined;
  #process: ChildProcess | undefined;
  #folder: string | undefined;

  private constructor(uri: string, adminUri: string, start?: () => Promise<ChildProcess>) {
    this.uri = uri;
    this.#adminUri = adminUri;
    this.#start = start;
  }

  static async start(): Promise<MongoServer> {
    if (MONGODB === undefined)
      throw new Error('no MongoDB here: run .ci/install, or name one by MONGODB_URI');
    if (!IS_OWN_MONGODB) {
      const uri = new URL(MONGODB);
      uri.pathname = `/${DATABASE}`;
      return new MongoServer(uri.href, uri.href);
    }
    const folder = await mkdtemp(join(tmpdir(), 'playcode-mongo-'));
    const port = await freePort();
    const run = (auth: boolean): Promise<ChildProcess> => launch(MONGODB!, folder, port, auth);
    const passwords = { root: randomBytes(12).toString('hex'), app: randomBytes(12).toString('hex') };
    const first = await run(false);
    await makeUsers(`mongodb://127.0.0.1:${port}/admin?directConnection=true`, port, passwords);
    await end(first, 'SIGTERM');
    const at = (user: 'root' | 'app', database: string): string =>
      `mongodb://${user}:${passwords[user]}@127.0.0.1:${port}/${database}?authSource=admin&directConnection=true`;
    const server = new MongoServer(at('app', DATABASE), at('root', DATABASE), () => run(true));
    server.#folder = folder;
    await server.revive();
    return server;
  }

  /** Does something with the database as somebody who may do everything. */
  async admin<T>(use: (db: mongo.Db, server: mongo.Db) => Promise<T>): Promise<T> {
    const connection = await mongoose.createConnection(this.#adminUri).asPromise();
    try {
      return await use(connection.db!, connection.getClient().db('admin'));
    } finally {
      await connection.close();
    }
  }

  /** Removes all documents; collections and indexes stay. */
  async empty(): Promise<void> {
    await this.admin(async (db) => {
      for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray())
        if (name !== 'migrations') await db.collection(name).deleteMany({});
    });
  }

  /** Has the server drop what is too old at once, as it does each minute by itself. */
  async expire(): Promise<void> {
    await this.admin(async (_, admin) => {
      const own = { 'secantusAdmin.pruneTtl': 1 };
      await admin.command(own).catch(() => admin.command({ setParameter: 1, ttlMonitorSleepSecs: 1 }));
    });
  }

  /** Ends the server as a power cut would. */
  async kill(): Promise<void> {
    await end(this.#process!, 'SIGKILL');
  }

  /** Starts the server again, at the same port and with the same data. */
  async revive(): Promise<void> {
    this.#process = await this.#start!();
  }

  /** The server keeps its connections and does nothing any more. */
  async freeze(): Promise<void> {
    this.#process!.kill('SIGSTOP');
    const port = Number(new URL(this.uri).port);
    // The signal takes effect some time after it was sent.
    while (await answers(port)) await sleep(10);
  }

  thaw(): void {
    this.#process!.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    if (this.#process === undefined) await this.admin((db) => db.dropDatabase());
    else await end(this.#process, 'SIGKILL');
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }
}

async function launch(command: string, folder: string, port: number, auth: boolean): Promise<ChildProcess> {
  const program = basename(command).startsWith('mongod') ? mongod : secantus;
  const child = spawn(command, await program(folder, port, auth), { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output = (output + chunk).slice(-4000);
    });
  const deadline = Date.now() + START_MS;
  while (!(await answers(port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await end(child, 'SIGKILL');
      throw new Error(`${command} did not start: ${output}`);
    }
    await sleep(50);
  }
  return child;
}

async function mongod(folder: string, port: number, auth: boolean): Promise<string[]> {
  const keyfile = join(folder, 'keyfile');
  await writeFile(keyfile, 'a'.repeat(32), { mode: 0o400, flag: 'w' }).catch(() => undefined);
  const own = ['--dbpath', folder, '--replSet', 'rs0', '--setParameter', 'enableTestCommands=1'];
  return ['--bind_ip', '127.0.0.1', '--port', `${port}`, ...own, ...(auth ? ['--keyFile', keyfile] : [])];
}

async function secantus(folder: string, port: number, auth: boolean): Promise<string[]> {
  const own = ['--storage-path', folder, '--cache-size', '256M', '--enable-test-commands'];
  return ['--host', '127.0.0.1', '--port', `${port}`, ...own, ...(auth ? ['--auth'] : [])];
}

async function makeUsers(
  uri: string,
  port: number,
  passwords: Readonly<Record<'root' | 'app', string>>,
): Promise<void> {
  const connection = await mongoose.createConnection(uri).asPromise();
  const admin = connection.db!;
  const config = { _id: 'rs0', members: [{ _id: 0, host: `127.0.0.1:${port}` }] };
  // A server that is a replica set from its birth refuses this.
  await admin.command({ replSetInitiate: config }).catch(() => undefined);
  const deadline = Date.now() + START_MS;
  while (!(await admin.command({ hello: 1 })).isWritablePrimary) {
    if (Date.now() > deadline) throw new Error('MongoDB did not become primary');
    await sleep(50);
  }
  await admin.command({ createUser: 'root', pwd: passwords.root, roles: ['root'] });
  const roles = [{ role: 'readWrite', db: DATABASE }];
  await admin.command({ createUser: 'app', pwd: passwords.app, roles });
  await connection.close();
}

async function answers(port: number): Promise<boolean> {
  const uri = `mongodb://127.0.0.1:${port}/admin?directConnection=true`;
  const client = new mongoose.mongo.MongoClient(uri, { serverSelectionTimeoutMS: 300 });
  try {
    await client.db('admin').command({ hello: 1 });
    return true;
  } catch {
    return false;
  } finally {
    await client.close();
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
