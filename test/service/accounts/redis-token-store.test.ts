import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisTokenStore } from '../../../service/src/accounts/token-store.ts';
import { RedisShards } from '../../../service/src/rooms/redis-shards.ts';
import { LogUnavailable } from '../../../service/src/rooms/room-log.ts';
import { findPart } from '../../parts.ts';
import { RedisServer } from '../servers/redis.ts';
import { until } from '../until.ts';
import { describeTokenStore } from './token-store.contract.ts';

const command = findPart('redis-server', 'REDIS_SERVER');

describe.skipIf(command === undefined)('with Redis', () => {
  let servers: RedisServer[] = [];
  let one: RedisShards;
  let two: RedisShards;
  beforeAll(async () => {
    servers = await Promise.all([RedisServer.start(command!), RedisServer.start(command!)]);
    const urls = servers.map(({ url }) => url);
    one = new RedisShards(urls.slice(0, 1));
    two = new RedisShards(urls);
    await until('connected', () => one.isReady && two.isReady);
  });
  afterAll(async () => {
    one?.close();
    two?.close();
    await Promise.all(servers.map((server) => server.remove()));
  });

  describeTokenStore('one Redis', (kind) => new RedisTokenStore(one, kind));
  describeTokenStore('two Redis', (kind) => new RedisTokenStore(two, kind));

  it('keeps no token in the clear, and every key with an end', async () => {
    const token = await new RedisTokenStore(one, { name: 'kept', seconds: 60 }).issue({ player: 'p1' });
    const keys = await one.all[0]!.keys('kept:*');
    expect(keys).toHaveLength(1);
    expect(keys[0]).not.toContain(token);
    expect(await one.all[0]!.ttl(keys[0]!)).toBeGreaterThan(0);
  });

  it('finds and withdraws what was kept before a second Redis came, once', async () => {
    const kind = { name: 'grown', seconds: 60 };
    const tokens = await Promise.all(
      Array.from({ length: 20 }, (_, index) => new RedisTokenStore(one, kind).issue({ player: `p${index}` })),
    );
    const grown = new RedisTokenStore<{ player: string }>(two, kind);
    for (const [index, token] of tokens.entries()) {
      expect(await grown.find(token)).toEqual({ player: `p${index}` });
      expect(await grown.withdraw(token)).toEqual({ player: `p${index}` });
      expect(await grown.withdraw(token)).toBeNull();
    }
  });

  it('spreads tokens, and while one Redis is away keeps new ones in the other', async () => {
    const store = new RedisTokenStore<{ player: string }>(two, { name: 'spread', seconds: 60 });
    const issue = (): Promise<string> => store.issue({ player: 'p1' });
    const before = await Promise.all(Array.from({ length: 100 }, issue));
    await servers[0]!.end('SIGKILL');
    await until('noticed', () => !two.isReady);
    const found = await Promise.allSettled(before.map((token) => store.find(token)));
    const here = found.filter(({ status }) => status === 'fulfilled').length;
    // Fifty; five standard deviations are twenty-five.
    expect(here).toBeGreaterThan(25);
    expect(here).toBeLessThan(75);
    for (const answer of found)
      if (answer.status === 'rejected') expect(answer.reason).toBeInstanceOf(LogUnavailable);
    const after = await Promise.all(Array.from({ length: 1000 }, issue));
    for (const token of after) expect(await store.find(token)).toEqual({ player: 'p1' });
    await servers[0]!.start();
    await until('back', () => two.isReady && one.isReady);
  });

  it('says that it is unavailable while its only Redis is away', async () => {
    const store = new RedisTokenStore(one, { name: 'away', seconds: 60 });
    const token = await store.issue({ player: 'p1' });
    await servers[0]!.end('SIGKILL');
    await until('noticed', () => !one.isReady);
    await expect(store.find(token)).rejects.toThrow(LogUnavailable);
    await expect(store.issue({ player: 'p1' })).rejects.toThrow(LogUnavailable);
    await servers[0]!.start();
    await until('back', () => one.isReady);
  });
});
