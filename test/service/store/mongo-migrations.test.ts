import mongoose, { type Connection, type mongo } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Migration, migrate } from '../../../service/src/store/mongo/migrations.ts';
import { openMongoStore } from '../../../service/src/store/mongo/mongo-store.ts';
import { StoreUnavailable } from '../../../service/src/store/store.ts';
import { until } from '../until.ts';
import { MONGODB, MongoServer } from './mongo-server.ts';

describe.skipIf(MONGODB === undefined)('migrations on a real MongoDB server', () => {
  let server: MongoServer;
  let connections: Connection[];
  beforeAll(async () => {
    server = await MongoServer.start();
    const connect = (): Promise<Connection> => mongoose.createConnection(server.uri).asPromise();
    connections = [await connect(), await connect()];
  });
  afterAll(async () => {
    await Promise.all(connections.map((connection) => connection.close()));
    await server.stop();
  });
  beforeEach(async () => {
    await server.admin((db) => db.dropDatabase());
  });

  const db = (process = 0): mongo.Db => connections[process]!.db!;
  const versions = async (): Promise<unknown[]> => {
    const records = await db().collection('migrations').find().sort({ _id: 1 }).toArray();
    return records.map(({ _id, name }) => [_id, name]);
  };

  /** Migrations that leave a mark for each run, and take a while. */
  function marking(...list: readonly number[]): Migration[] {
    return list.map((version) => ({
      version,
      name: `step ${version}`,
      up: async (on) => {
        await on.collection('marks').insertOne({ version });
        await on.command({ ping: 1 });
      },
    }));
  }
  const marks = async (): Promise<unknown[]> =>
    (await db().collection('marks').find().sort({ $natural: 1 }).toArray()).map(({ version }) => version);

  it('runs those that are missing, in order, once', async () => {
    await migrate(db(), marking(2, 1));
    expect(await marks()).toEqual([1, 2]);
    await migrate(db(), marking(1, 2, 3));
    await migrate(db(), marking(1, 2, 3));
    expect(await marks()).toEqual([1, 2, 3]);
    expect(await versions()).toEqual([
      [1, 'step 1'],
      [2, 'step 2'],
      [3, 'step 3'],
    ]);
  });

  it('goes on where a process broke off', async () => {
    const [first, second] = marking(1, 2) as [Migration, Migration];
    const failing = { ...second, up: () => Promise.reject(new Error('broke off')) };
    await expect(migrate(db(), [first, failing])).rejects.toThrow('broke off');
    expect(await versions()).toEqual([[1, 'step 1']]);
    await migrate(db(1), [first, second]);
    expect(await marks()).toEqual([1, 2]);
  });

  it('lets one of two processes at once do it, and the other wait', async () => {
    await Promise.all([0, 1, 0, 1].map((process) => migrate(db(process), marking(1, 2, 3))));
    expect(await marks()).toEqual([1, 2, 3]);
    expect(await versions()).toHaveLength(3);
  });

  it('gives up for now while another process migrates, and takes the lease of one that died', async () => {
    const until = new Date(Date.now() + 3_000);
    await db()
      .collection<{ _id: string }>('migrations')
      .insertOne({ _id: 'lease', holder: 'another', until } as never);
    await expect(migrate(db(1), marking(1), 300)).rejects.toThrow(StoreUnavailable);
    expect(await marks()).toEqual([]);
    await migrate(db(1), marking(1), 10_000);
    expect(Date.now()).toBeGreaterThanOrEqual(until.getTime());
    expect(await marks()).toEqual([1]);
  });

  it('makes everything in an empty database when two stores begin at once', async () => {
    const stores = [openMongoStore(server.uri), openMongoStore(server.uri)];
    // As the service does: a store that a busy machine kept waiting is asked again.
    const reached = (store: (typeof stores)[number]): Promise<boolean> =>
      store.ping().then(
        () => true,
        () => false,
      );
    await Promise.all(stores.map((store) => until('reached', () => reached(store), 30_000)));
    expect(await versions()).toEqual([
      [1, 'create the collections'],
      [2, 'create the collection of suppressions'],
    ]);
    const collections = await server.admin((admin) =>
      admin.listCollections({}, { nameOnly: true }).toArray(),
    );
    expect(collections.map(({ name }) => name).sort()).toEqual([
      'deletions',
      'matches',
      'migrations',
      'players',
      'results',
      'seasons',
      'sittings',
      'suppressions',
    ]);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('leaves a database of a later version as it is', async () => {
    await migrate(db(), marking(1, 2));
    await migrate(db(), marking(1));
    expect(await versions()).toHaveLength(2);
  });
});
