import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MatchId, PlayerId } from '../../../service/src/store/ids.ts';
import { openMongoStore } from '../../../service/src/store/mongo/mongo-store.ts';
import type { Store } from '../../../service/src/store/store.ts';
import { playMatch } from './finished.ts';
import { MONGODB, MongoServer } from './mongo-server.ts';

const DAY_MS = 24 * 60 * 60_000;

/** A real server drops what is too old within a second or two once it was told to. */
const GONE_MS = 15_000;

describe.skipIf(MONGODB === undefined)('what MongoDB keeps of matches', () => {
  let server: MongoServer;
  let store: Store;
  let player: PlayerId;
  beforeAll(async () => {
    server = await MongoServer.start();
    store = openMongoStore(server.uri);
    ({ id: player } = await store.signIn({ provider: 'google', subject: 'stays' }, 'Stays'));
  });
  afterAll(async () => {
    await store.close();
    await server.stop();
  });

  /** A match that ended so long ago, kept with who sat in it. */
  async function keepMatch(daysAgo: number): Promise<MatchId> {
    const endedAt = new Date(Date.now() - daysAgo * DAY_MS);
    const people = [{ person: 'p', name: 'P', player }];
    const match = playMatch({ people, endedAt, ticks: 5 });
    await store.recordSitting({
      match: match.id,
      person: 'p',
      player,
      from: match.startedAt,
      until: match.endedAt,
    });
    await store.saveMatch(match);
    return match.id;
  }

  const hasLog = async (id: MatchId): Promise<boolean> => (await store.match(id)) !== null;
  const sitters = async (id: MatchId): Promise<number> => (await store.sittings(id)).length;

  it('is the log for 30 days, who sat in it for one more, and the result for good', async () => {
    const [young, old, older] = [await keepMatch(29.5), await keepMatch(30.5), await keepMatch(31.5)];
    await server.expire();
    await expect.poll(() => sitters(older), { timeout: GONE_MS }).toBe(0);
    expect([await hasLog(young), await hasLog(old), await hasLog(older)]).toEqual([true, false, false]);
    expect([await sitters(young), await sitters(old)]).toEqual([1, 1]);
    const results = await store.history(player, 10);
    expect(results.map(({ match }) => match)).toEqual([young, old, older]);
  });

  it('is what the newest configuration says, for matches of before as well', async () => {
    const match = await keepMatch(10);
    const longer = openMongoStore(server.uri, 60);
    await longer.ping();
    await server.expire();
    expect(await hasLog(match)).toBe(true);
    await longer.close();
    const shorter = openMongoStore(server.uri, 7);
    await shorter.ping();
    await server.expire();
    await expect.poll(() => hasLog(match), { timeout: GONE_MS }).toBe(false);
    expect((await shorter.history(player, 1))[0]!.match).toBe(match);
    await shorter.close();
  });
});
