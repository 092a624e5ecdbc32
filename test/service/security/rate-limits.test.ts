import { type Context, Hono } from 'hono';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SESSION, type Session } from '../../../service/src/accounts/session.ts';
import { MemoryTokenStore } from '../../../service/src/accounts/token-store.ts';
import { RateLimits, spending } from '../../../service/src/http/rate-limits.ts';
import { refusalOf } from '../../../service/src/http/refusal.ts';
import { Visitors } from '../../../service/src/http/visitors.ts';
import { connectRedis } from '../../../service/src/rooms/redis-connection.ts';
import { MemoryStore } from '../../../service/src/store/memory-store.ts';
import { findPart } from '../../parts.ts';
import { TestBrowser } from '../accounts/test-browser.ts';
import { RedisServer } from '../servers/redis.ts';
import { runWithProviders, type ServiceWithProviders } from '../service-with-providers.ts';
import { until } from '../until.ts';

/** The test is the ingress: the service believes what it says about the client's address. */
const BELIEVED = { TRUSTED_PROXIES: '127.0.0.0/8' };

let world: ServiceWithProviders;
let site: string;
beforeAll(async () => {
  world = await runWithProviders(BELIEVED);
  site = world.service.address;
});
afterAll(async () => {
  await world?.stop();
});

/** Asks from an address, with or without cookies. */
async function ask(
  from: string,
  method: string,
  path: string,
  { browser = new TestBrowser(), body = {} as unknown, at = site } = {},
) {
  return browser.ask(at + path, {
    method,
    headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
    ...(method !== 'GET' && { body: JSON.stringify(body) }),
  });
}

/** How many of so many requests, all at once, are not refused for being too many. */
async function admitted(requests: number, one: () => Promise<{ status: number }>): Promise<number> {
  const answers = await Promise.all(Array.from({ length: requests }, one));
  return answers.filter(({ status }) => status !== 429).length;
}

describe('rate limits', () => {
  it('let one browser open 15 rooms in ten minutes, and say when there will be more', async () => {
    const browser = new TestBrowser();
    await ask('203.0.113.1', 'POST', '/api/play', { browser, body: { name: 'Ana' } });
    expect(await admitted(20, () => ask('203.0.113.1', 'POST', '/api/rooms', { browser }))).toBe(15);
    const refused = await ask('203.0.113.1', 'POST', '/api/rooms', { browser });
    expect(refused.status).toBe(429);
    expect(JSON.parse(refused.text).error).toBe('too-many');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(500);
  });

  it.each([
    ['GET', '/api/me/export'],
    ['PATCH', '/api/me'],
    ['POST', '/api/me/picture/form'],
    ['DELETE', '/api/me/picture'],
  ])('let one browser do %s %s 60 times in ten minutes', async (method, path) => {
    const browser = new TestBrowser();
    await ask('203.0.113.9', 'POST', '/api/play', { browser, body: { name: 'Ana' } });
    expect(await admitted(65, () => ask('203.0.113.9', method, path, { browser }))).toBe(60);
  });

  it('count a room by its bots: of two hundred one browser opens three in ten minutes', async () => {
    const browser = new TestBrowser();
    await ask('203.0.113.11', 'POST', '/api/play', { browser, body: { name: 'Ana' } });
    const open = (bots: number) => () =>
      ask('203.0.113.11', 'POST', '/api/rooms', { browser, body: { size: 'huge', bots } });
    expect(await admitted(3, open(200))).toBe(3);
    expect(await admitted(4, open(50))).toBe(3);
  });

  it('let a whole class in by one code from one address', async () => {
    const { text } = await ask('203.0.113.4', 'POST', '/api/rooms', { body: { size: 'huge' } });
    const path = `/api/rooms/${JSON.parse(text).code}/tickets`;
    expect(await admitted(200, () => ask('203.0.113.4', 'POST', path, { body: { name: 'Kid' } }))).toBe(200);
  });

  it('let one browser come to rooms 60 times a minute, to play or to watch', async () => {
    const browser = new TestBrowser();
    const { text } = await ask('203.0.113.10', 'POST', '/api/play', { browser, body: { name: 'Ana' } });
    const room = `/api/rooms/${JSON.parse(text).code}`;
    const come = (path: string) => () =>
      ask('203.0.113.10', 'POST', `${room}/${path}`, { browser, body: { name: 'Ana' } });
    // Its first request was of a browser without a cookie.
    expect(await admitted(40, come('spectators'))).toBe(40);
    expect(await admitted(40, come('tickets'))).toBe(20);
    expect((await come('spectators')()).status).toBe(429);
  });

  it('let one browser watch 60 matches again in a minute', async () => {
    const browser = new TestBrowser();
    await ask('203.0.113.12', 'POST', '/api/play', { browser, body: { name: 'Ana' } });
    const path = '/api/matches/no-match-of-anybody';
    expect(await admitted(70, () => ask('203.0.113.12', 'GET', path, { browser }))).toBe(60);
    expect((await ask('203.0.113.12', 'GET', `${path}/faces`, { browser })).status).toBe(200);
  });

  it('stop whoever guesses codes after 100, also before the right one, and by every route', async () => {
    const { text } = await ask('203.0.113.5', 'POST', '/api/rooms');
    const right = JSON.parse(text).code as string;
    let guesses = 0;
    for (; guesses < 120; guesses += 1) {
      const code = `ZZZ${String(guesses).padStart(3, '0')}`;
      const path = guesses % 2 === 0 ? 'tickets' : 'spectators';
      const guess = await ask('203.0.113.6', 'POST', `/api/rooms/${code}/${path}`, { body: { name: 'x' } });
      if (guess.status === 429) break;
      expect(guess.status).toBe(404);
    }
    expect(guesses).toBe(100);
    const late = await ask('203.0.113.6', 'POST', `/api/rooms/${right}/tickets`, { body: { name: 'x' } });
    expect(late.status).toBe(429);
    const other = await ask('203.0.113.7', 'POST', `/api/rooms/${right}/tickets`, { body: { name: 'x' } });
    expect(other.status).toBe(201);
  });

  it('let thirty mails go from one address in ten minutes, also of somebody who deletes the account and comes again', async () => {
    const from = '203.0.113.15';
    const { text } = await ask(from, 'POST', '/api/rooms');
    const path = `/api/rooms/${JSON.parse(text).code}/invitations`;
    const statuses: number[] = [];
    for (let account = 0; account < 2; account += 1) {
      const browser = new TestBrowser();
      await browser.open(`${site}/auth/naver`);
      for (let mail = 0; mail < 20; mail += 1) {
        const body = { to: `friend${account}.${mail}@example.com`, language: 'en' };
        statuses.push((await ask(from, 'POST', path, { browser, body })).status);
      }
      expect((await ask(from, 'DELETE', '/api/me', { browser })).status).toBe(204);
    }
    expect(statuses).toEqual([...Array(30).fill(202), ...Array(10).fill(429)]);
  });

  it('let two hundred behind one address ask for a room that has gone, and into another', async () => {
    const { text } = await ask('203.0.113.13', 'POST', '/api/rooms', { body: { size: 'huge' } });
    const come = (code: string) => () =>
      ask('203.0.113.14', 'POST', `/api/rooms/${code}/tickets`, { body: { name: 'Kid' } });
    const gone = await Promise.all(
      Array.from({ length: 200 }, (_, n) => come(n % 2 ? 'YYYYYY' : 'yyyyyy')()),
    );
    expect(gone.map(({ status }) => status)).toEqual(Array(200).fill(404));
    expect(await admitted(200, come(JSON.parse(text).code))).toBe(200);
  });

  it('send whoever signs in too often to a page that says so', async () => {
    const browser = new TestBrowser();
    await ask('203.0.113.8', 'POST', '/api/play', { browser, body: { name: 'Ana' } });
    const targets: string[] = [];
    for (let tries = 0; tries < 31; tries += 1) {
      const answer = await ask('203.0.113.8', 'GET', '/auth/naver', { browser });
      targets.push(new URL(answer.headers.get('location')!, site).pathname);
    }
    expect(targets.indexOf('/sign-in/too-many')).toBe(30);
  });
});

/** Counters over answers that cost nothing. `x-address` stands for the address that was found. */
function counted(...shards: readonly Redis[]): Hono {
  const visitors = new Visitors({
    sessions: new MemoryTokenStore<Session>(SESSION),
    store: new MemoryStore(),
    isSecure: false,
  });
  const addresses = { of: (context: Context) => context.req.header('x-address') ?? null };
  const limits = new RateLimits({ shards, addresses, visitors });
  const app = new Hono();
  app.onError((error, context) => refusalOf(context, error) ?? context.text('broken', 500));
  app.post('/', spending(limits, 'newRoom'), (context) => context.text('done'));
  return app;
}

describe('rate limits of an address and of everybody', () => {
  const from = (app: Hono, address: string, cookie = '') =>
    app.request('/', { method: 'POST', headers: { 'x-address': address, cookie } });

  it('count who throws cookies away by the address: 150 rooms in ten minutes', async () => {
    const app = counted();
    expect(await admitted(160, async () => from(app, '203.0.113.2'))).toBe(150);
    expect((await from(app, '203.0.113.3')).status).toBe(200);
  });

  it('hold for everybody together: 600 rooms in a minute', async () => {
    const app = counted();
    let asked = 0;
    const one = async () => {
      asked += 1;
      return from(app, `198.51.100.${asked % 200}`);
    };
    expect(await admitted(620, one)).toBe(600);
  });
});

const command = findPart('redis-server', 'REDIS_SERVER');

describe.skipIf(command === undefined)('rate limits of two processes', () => {
  it('hold neither addresses nor what a browser is known by in Redis', async () => {
    const server = await RedisServer.start(command!);
    const redis = connectRedis(server.url);
    try {
      await until('connected', () => redis.status === 'ready');
      const headers = { 'x-address': '203.0.113.77', cookie: `guest=${'c'.repeat(24)}` };
      expect((await counted(redis).request('/', { method: 'POST', headers })).status).toBe(200);
      const keys = await redis.keys('*');
      expect(keys).toHaveLength(3);
      expect(keys.join()).not.toMatch(/203\.0\.113\.77|cccc/);
    } finally {
      redis.disconnect();
      await server.remove();
    }
  });

  it('are counted together in Redis, and by each alone while Redis is away', async () => {
    const server = await RedisServer.start(command!);
    const connections = [connectRedis(server.url), connectRedis(server.url)];
    try {
      await until('connected', () => connections.every(({ status }) => status === 'ready'));
      const [one, other] = connections.map((redis) => counted(redis)) as [Hono, Hono];
      const headers = { cookie: `guest=${'a'.repeat(24)}` };
      const open = async (app: Hono) => app.request('/', { method: 'POST', headers });
      expect(await admitted(10, () => open(one))).toBe(10);
      expect(await admitted(10, () => open(other))).toBe(5);
      await server.end('SIGKILL');
      await until('noticed', () => connections.every(({ status }) => status !== 'ready'));
      const others = { cookie: `guest=${'b'.repeat(24)}` };
      const alone = async () => one.request('/', { method: 'POST', headers: others });
      expect(await admitted(20, alone)).toBe(15);
    } finally {
      for (const redis of connections) redis.disconnect();
      await server.remove();
    }
  });
});
