import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openMongoStore } from '../../../service/src/store/mongo/mongo-store.ts';
import { type Store, StoreUnavailable } from '../../../service/src/store/store.ts';
import { KEPT_DAYS, type Person, playMatch } from './finished.ts';
import { IS_OWN_MONGODB, MongoServer } from './mongo-server.ts';

/** "A couple of seconds", and what a busy machine adds. */
const SOON_MS = 6_000;

/** The end of an outage is noticed within two seconds; a busy machine may take its time. */
const RETURN_MS = 20_000;

describe.skipIf(!IS_OWN_MONGODB)('store while MongoDB is away', () => {
  let server: MongoServer;
  let store: Store;
  beforeAll(async () => {
    server = await MongoServer.start();
  });
  afterAll(async () => {
    await server.stop();
  });
  beforeEach(() => {
    store = openMongoStore(server.uri, KEPT_DAYS);
  });
  afterEach(async () => {
    await store.close();
  });

  const seat = async (subject: string): Promise<Person> => {
    const { id } = await store.signIn({ provider: 'naver', subject }, subject);
    return { person: subject, name: subject, player: id };
  };

  /** Expects that an operation gives up in good time, and says that the store is away. */
  async function expectAway(operation: Promise<unknown>): Promise<void> {
    const begin = performance.now();
    await expect(operation).rejects.toThrow(StoreUnavailable);
    expect(performance.now() - begin).toBeLessThan(SOON_MS);
  }

  it('says so soon after the server died, and goes on by itself when it is back', async () => {
    const player = await store.signIn({ provider: 'naver', subject: 'dies' }, 'x');
    await server.kill();
    await expectAway(store.player(player.id));
    await expectAway(store.saveMatch(playMatch({})));
    await server.revive();
    await expect
      .poll(() => store.player(player.id).catch(() => null), { timeout: RETURN_MS })
      .toEqual(player);
  });

  it('says so soon after the server froze, and goes on by itself when it thaws', async () => {
    const player = await store.signIn({ provider: 'naver', subject: 'freezes' }, 'x');
    await server.freeze();
    try {
      await expectAway(store.player(player.id));
    } finally {
      server.thaw();
    }
    await expect
      .poll(() => store.player(player.id).catch(() => null), { timeout: RETURN_MS })
      .toEqual(player);
  });

  it('can be opened before the server is there', async () => {
    await server.kill();
    const early = openMongoStore(server.uri, KEPT_DAYS);
    await expectAway(Promise.all([early.ping(), early.seasons()]));
    await server.revive();
    await expect.poll(() => early.ping().catch((error) => error), { timeout: RETURN_MS }).toBeUndefined();
    expect(await early.seasons()).toEqual([]);
    await early.close();
  });

  it('does not wait for indexes that are long in building, but for those without which things are stored twice', async () => {
    const breakFrom = (skip: number): Promise<unknown> =>
      server.admin((_, admin) =>
        admin.command({
          configureFailPoint: 'failCommand',
          mode: { skip },
          data: { failCommands: ['createIndexes'], closeConnection: true },
        } as never),
      );
    const some = [
      ['players', 'account'],
      ['sittings', 'seat'],
      ['results', 'row'],
      ['results', 'history'],
      ['seasons', 'begin'],
    ] as const;
    const there = async (): Promise<string[]> =>
      server.admin(async (db) => {
        const found = some.map(async ([name, index]) =>
          (await db.collection(name).indexExists(index)) ? [index] : [],
        );
        return (await Promise.all(found)).flat();
      });
    await server.admin(async (db) => {
      for (const [name, index] of some) await db.collection(name).dropIndex(index);
    });
    const patient = openMongoStore(server.uri, KEPT_DAYS);
    await breakFrom(2);
    await expectAway(patient.seasons());
    // Four are unique.
    await breakFrom(4);
    const account = { provider: 'google', subject: 'early' } as const;
    const { id } = await patient.signIn(account, 'Early');
    expect(await patient.history(id, 10)).toEqual([]);
    expect(await there()).toEqual(['account', 'seat', 'row', 'begin']);
    await server.admin((_, admin) => admin.command({ configureFailPoint: 'failCommand', mode: 'off' }));
    await expect.poll(there, { timeout: RETURN_MS }).toContain('history');
    await patient.close();
  });

  it('takes a wrong password for an outage and does not tell it', async () => {
    const wrong = server.uri.replace(/:[^:@]+@/, ':mistaken@');
    const stranger = openMongoStore(wrong);
    const error = await stranger.ping().catch((reason: Error) => reason);
    expect(error).toBeInstanceOf(StoreUnavailable);
    expect((error as Error).message).not.toContain('mistaken');
    await stranger.close();
  });

  it('takes a disk that is full for an outage of what writes alone', async () => {
    const known = { provider: 'naver', subject: 'known' } as const;
    const player = await store.signIn(known, 'Known');
    await server.admin((_, admin) =>
      admin.command({
        configureFailPoint: 'failCommand',
        mode: 'alwaysOn',
        data: { failCommands: ['insert', 'update'], errorCode: 14031 },
      } as never),
    );
    await expectAway(store.signIn({ provider: 'naver', subject: 'new' }, 'New'));
    await expectAway(store.saveMatch(playMatch({})));
    expect(await store.signIn(known, 'Known')).toEqual(player);
    await server.admin((_, admin) => admin.command({ configureFailPoint: 'failCommand', mode: 'off' }));
    expect(await store.saveMatch(playMatch({}))).toBe('new');
  });

  it('keeps a match once though every attempt to store it broke off at another place', async () => {
    const people = [await seat('1'), await seat('2'), await seat('3')];
    const match = playMatch({ people, scores: { 1: 30, 2: 20, 3: 10 } });
    // An `insert` is tried twice by the driver: 2 lets none through, 3 fails the rows' after the match's went through.
    for (const skip of [0, 1]) {
      await server.admin((_, admin) =>
        admin.command({
          configureFailPoint: 'failCommand',
          mode: { skip, times: 2 },
          data: { failCommands: ['insert'], closeConnection: true },
        } as never),
      );
      await expect(store.saveMatch(match)).rejects.toThrow(StoreUnavailable);
      await server.admin((_, admin) => admin.command({ configureFailPoint: 'failCommand', mode: 'off' }));
    }
    expect(await store.history(people[0]!.player!, 10)).toEqual([]);
    const sweeper = openMongoStore(server.uri, KEPT_DAYS);
    // The match stands there, its rows do not: whoever looks after finished matches has to store it again.
    expect(await sweeper.match(match.id)).not.toBeNull();
    expect(await sweeper.isKept(match.id)).toBe(false);
    expect(await sweeper.saveMatch(match)).toBe('known');
    expect(await sweeper.isKept(match.id)).toBe(true);
    expect(await sweeper.saveMatch(match)).toBe('known');
    await sweeper.close();
    const rows = await Promise.all(people.map(({ player }) => store.history(player!, 10)));
    expect(rows.map((row) => row.map(({ place }) => place))).toEqual([[1], [2], [3]]);
    const counts = await server.admin(async (db) => [
      await db.collection('matches').countDocuments({ _id: match.id as never }),
      await db.collection('results').countDocuments({ match: match.id }),
    ]);
    expect(counts).toEqual([1, 3]);
  });

  it('survives the death of the server in the middle of many matches with nothing stored twice', async () => {
    const people = [await seat('1'), await seat('2')];
    const matches = Array.from({ length: 12 }, () => playMatch({ people, ticks: 5 }));
    const saved = new Set<string>();
    const saveAll = async (): Promise<void> => {
      await Promise.all(
        matches.map(async (match) => {
          await store.saveMatch(match).then(
            () => saved.add(match.id),
            (error) => expect(error).toBeInstanceOf(StoreUnavailable),
          );
        }),
      );
    };
    const underway = saveAll();
    await expect.poll(() => saved.size, { interval: 1, timeout: RETURN_MS }).toBeGreaterThan(0);
    await server.kill();
    await underway;
    const acknowledged = [...saved];
    await server.revive();
    await expect.poll(() => store.ping().catch((error) => error), { timeout: RETURN_MS }).toBeUndefined();
    for (const id of acknowledged) expect(await store.match(id as never), id).not.toBeNull();
    await saveAll();
    expect(saved.size).toBe(12);
    const counts = await server.admin(async (db) => {
      const ids = matches.map(({ id }) => id);
      return [
        await db.collection('matches').countDocuments({ _id: { $in: ids as never[] } }),
        await db.collection('results').countDocuments({ match: { $in: ids } }),
      ];
    });
    expect(counts).toEqual([12, 24]);
  });
});
