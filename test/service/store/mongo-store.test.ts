import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chance } from '../../../service/game/random.ts';
import { newMatchId } from '../../../service/src/store/ids.ts';
import { MemoryStore } from '../../../service/src/store/memory-store.ts';
import { openMongoStore } from '../../../service/src/store/mongo/mongo-store.ts';
import type { Store } from '../../../service/src/store/store.ts';
import { KEPT_DAYS, type Person, playMatch } from './finished.ts';
import { MONGODB, MongoServer } from './mongo-server.ts';
import { describeStore } from './store.contract.ts';

const AUTUMN = {
  id: '2026-q4',
  from: new Date('2026-09-30T15:00:00Z'),
  until: new Date('2026-12-31T15:00:00Z'),
};

describe.skipIf(MONGODB === undefined)('on a real MongoDB server', () => {
  let server: MongoServer;
  beforeAll(async () => {
    server = await MongoServer.start();
  });
  afterAll(async () => {
    await server.stop();
  });

  const doors: Store[] = [];
  const open = async (): Promise<Store> => {
    const store = openMongoStore(server.uri, KEPT_DAYS);
    doors.push(store);
    return store;
  };
  afterAll(async () => {
    await Promise.all(doors.map((store) => store.close()));
  });

  describeStore(
    'MongoDB',
    async () => {
      await server.empty();
      return open();
    },
    open,
  );

  describe('store in MongoDB', () => {
    it('has these indexes and no others', async () => {
      await (await open()).ping();
      const indexes = await server.admin(async (db) => {
        const names = [
          'players',
          'sittings',
          'matches',
          'results',
          'seasons',
          'suppressions',
          'deletions',
          'migrations',
        ];
        const found = names.map(async (name) => [name, await db.collection(name).indexes()] as const);
        return new Map(await Promise.all(found));
      });
      const described = [...indexes].flatMap(([collection, list]) =>
        list
          .filter(({ name }) => name !== '_id_')
          .map(({ key, unique, expireAfterSeconds }) => {
            const rest = [unique && ' unique', expireAfterSeconds && ` ${expireAfterSeconds} s`];
            return `${collection} ${JSON.stringify(key)}${rest.filter(Boolean).join('')}`;
          }),
      );
      expect(described.sort()).toEqual([
        'matches {"endedAt":1} 315360000 s',
        'matches {"standings.player":1}',
        'players {"provider":1,"subject":1} unique',
        'results {"endedAt":1,"player":1,"score":1,"place":1,"isRanked":1}',
        'results {"match":1,"player":1} unique',
        'results {"player":1,"endedAt":-1,"match":1}',
        'seasons {"from":1} unique',
        'sittings {"from":1} 315446400 s',
        'sittings {"match":1,"person":1} unique',
        'sittings {"player":1,"from":-1}',
      ]);
    });

    it('drops an index of an older release once the one in its place is there', async () => {
      await server.empty();
      const key = { endedAt: 1, player: 1, score: 1, place: 1 } as const;
      await server.admin((db) => db.collection('results').createIndex(key, { name: 'season' }));
      await (await open()).ping();
      const indexes = await server.admin((db) => db.collection('results').indexes());
      expect(indexes.map(({ name }) => name).sort()).toEqual(['_id_', 'history', 'ranked', 'row']);
    });

    it.each([
      ['results', { player: 'somebody' }, 'history'],
      ['matches', { 'standings.player': 'somebody' }, 'player'],
      ['sittings', { player: 'somebody' }, 'player'],
      ['players', { provider: 'naver', subject: '1' }, 'account'],
    ])('finds %s by %o without reading them all', async (collection, filter, index) => {
      await (await open()).ping();
      const plan = await server.admin((db) => db.collection(collection).find(filter).explain('queryPlanner'));
      const text = JSON.stringify(plan);
      expect(text).toContain(`"indexName":"${index}"`);
      expect(text).not.toContain('COLLSCAN');
    });

    it('adds leaderboards up as the store in memory does', async () => {
      await server.empty();
      const stores = [await open(), new MemoryStore()] as const;
      const chance = new Chance(20261123);
      const ids = await Promise.all(
        stores.map(async (store) => {
          const subjects = Array.from({ length: 12 }, (_, index) => `${index}`);
          const players = [];
          for (const subject of subjects)
            players.push(await store.signIn({ provider: 'google', subject }, `n${subject}`));
          return players.map(({ id }) => id);
        }),
      );
      for (let match = 0; match < 40; match += 1) {
        const seated = ids[0]!.flatMap((_, index) => (chance.draw(3) === 0 ? [index] : []));
        const scores = Object.fromEntries(seated.map((index) => [`p${index}`, chance.draw(4) * 10]));
        const endedAt = new Date(AUTUMN.from.getTime() + (chance.draw(100) - 5) * 86_400_000);
        // Some do not count.
        const bots = chance.draw(3) === 0 ? 0 : 24;
        const id = newMatchId();
        for (const [door, store] of stores.entries()) {
          const people = seated.map((index): Person => {
            return { person: `p${index}`, name: 'x', player: ids[door]![index]! };
          });
          await store.saveMatch({
            ...playMatch({ people, scores, endedAt, ticks: 1, size: 'large', bots }),
            id,
          });
        }
      }
      const boards = stores.map(async (store, door) => {
        const leaders = await store.leaderboard(AUTUMN, 100);
        const places = await Promise.all(ids[door]!.map((id) => store.leaderboardPlace(AUTUMN, id)));
        expect(places.filter((place) => place !== null).sort((a, b) => a.rank - b.rank)).toEqual(leaders);
        return leaders.map(({ score, wins, matches }) => ({ score, wins, matches }));
      });
      const [mongo, memory] = await Promise.all(boards);
      expect(mongo).toEqual(memory);
      expect(mongo!.length).toBeGreaterThan(8);
    });

    it('blanks whoever was noted late, by a process that ended before it named them in the match', async () => {
      const store = await open();
      const { id: player } = await store.signIn({ provider: 'naver', subject: 'late' }, 'Late');
      const match = playMatch({ people: [{ person: 'p-late', name: 'Late', player: null }] });
      await store.saveMatch(match);
      const sitting = { match: match.id, person: 'p-late', player, from: match.startedAt, until: null };
      await server.admin((db) => db.collection('sittings').insertOne({ ...sitting }));
      await store.deletePlayer(player);
      expect((await store.match(match.id))!.standings).toMatchObject([
        { person: '', name: '', player: null },
      ]);
      expect(await store.sittings(match.id)).toEqual([]);
    });

    it('refuses an address that names no database, without repeating the address', () => {
      expect(() => openMongoStore('mongodb://app:pw@127.0.0.1:1/?replicaSet=rs0')).toThrow(
        'MONGODB_URI: names no database, expected mongodb://…/playcode?…',
      );
    });
  });
});
