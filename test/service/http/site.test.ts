import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { post, type RunningService, runService } from '../running-service.ts';
import { until } from '../until.ts';

let service: RunningService;
beforeAll(async () => {
  service = await runService();
});
afterAll(async () => {
  await service.stop();
});

describe('the site', () => {
  it('says that it lives and is ready', async () => {
    expect((await fetch(`${service.address}/healthz`)).status).toBe(200);
    expect((await fetch(`${service.address}/readyz`)).status).toBe(200);
  });

  it('keeps an idle connection for longer than the minute for which a proxy does, lest a request come while it closes', async () => {
    const { headers } = await fetch(`${service.address}/healthz`);
    expect(headers.get('keep-alive')).toBe('timeout=75');
  });

  it('serves the page at its root, for an invitation and for a match to watch again, with a policy that allows no foreign script', async () => {
    const addresses = ['/', '/r/ABC123', '/r/ABC123/', '/r/ABC%20123', '/r/%E0%A4%A', '/m/0123456789abcdef/'];
    for (const path of [...addresses, '/m/0123456789abcdef', '/me/', '/leaderboard/', '/sign-in/expired/']) {
      const response = await fetch(service.address + path);
      expect(await response.text()).toBe('page');
      expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(response.headers.get('cache-control')).toBe('no-cache');
    }
  });

  it('sends assets as the build compressed them, to be kept for ever', async () => {
    const compressed = await fetch(`${service.address}/assets/a.js`, {
      headers: { 'accept-encoding': 'br' },
    });
    expect(compressed.headers.get('content-encoding')).toBe('br');
    expect(compressed.headers.get('vary')).toMatch(/accept-encoding/i);
    expect(compressed.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(await compressed.text()).toBe('asset');
    const plain = await fetch(`${service.address}/assets/a.js`, {
      headers: { 'accept-encoding': 'identity' },
    });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toBe('asset');
  });

  it('counts requests by route pattern, never by path', async () => {
    await post(`${service.address}/api/rooms/ZZZZZZ/tickets`, { name: 'Ana' });
    const metrics = await (await fetch(`${service.address}/metrics`)).text();
    expect(metrics).toContain(
      'playcode_http_requests_total{method="POST",route="/api/rooms/:code/tickets",status="4xx"} 1',
    );
    expect(metrics).not.toContain('ZZZZZZ');
  });

  it('counts methods that nobody knows as one', async () => {
    await fetch(service.address, { method: 'PROPFIND' });
    await fetch(service.address, { method: 'LOCK' });
    const metrics = await (await fetch(`${service.address}/metrics`)).text();
    expect(metrics).toContain('method="other"');
    expect(metrics).not.toMatch(/PROPFIND|LOCK/);
  });

  it('gives every answer an id, the ingress’s own where it has given one', async () => {
    const own = await fetch(`${service.address}/healthz`);
    expect(own.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    const given = { 'x-request-id': '5f1c0de5f1c0de5f1c0de5f1c0de5f1c' };
    const answer = await fetch(`${service.address}/healthz`, { headers: given });
    expect(answer.headers.get('x-request-id')).toBe('5f1c0de5f1c0de5f1c0de5f1c0de5f1c');
    const forged = { 'x-request-id': 'x'.repeat(65) };
    const refused = await fetch(`${service.address}/healthz`, { headers: forged });
    expect(refused.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('an address of nothing', () => {
  it.each([
    ['ko-KR,ko;q=0.9', 'ko', '여기에는 아무것도 없어요'],
    ['en-US', 'en', 'There is nothing here'],
  ])('tells a reader so, in %s', async (language, lang, text) => {
    const answer = await fetch(`${service.address}/no/such/page`, {
      headers: { accept: 'text/html,*/*', 'accept-language': language },
    });
    expect(answer.status).toBe(404);
    const page = await answer.text();
    expect(page).toContain(`<html lang="${lang}">`);
    expect(page).toContain(text);
    expect(page).not.toContain('such');
  });

  it('tells a program so in a word', async () => {
    const answer = await fetch(`${service.address}/assets/gone.js`, { headers: { accept: '*/*' } });
    expect([answer.status, await answer.text()]).toEqual([404, 'not found\n']);
  });
});

describe('a site whose store, log and bucket are away', () => {
  const lines: Readonly<Record<string, unknown>>[] = [];
  let alone: RunningService;
  beforeAll(async () => {
    const nobody = '127.0.0.1:9';
    const variables = {
      STORAGE: 'cluster',
      REDIS_URL: `redis://${nobody}`,
      MONGODB_URI: `mongodb://${nobody}/playcode`,
      UPLOADS_BUCKET: 'bucket',
      UPLOADS_ENDPOINT: `http://${nobody}`,
      AWS_REGION: 'ap-northeast-2',
    };
    alone = await runService(variables, {}, (line) => lines.push(line));
  });
  afterAll(async () => {
    await alone.stop();
  });

  it.each([
    ['/api/matches/0f0e0d0c-0b0a-4908-8706-050403020100', /^MongoDB: /],
    ['/api/matches/0f0e0d0c-0b0a-4908-8706-050403020100/rematch', /^Redis: /],
    [`/pictures/${'a'.repeat(43)}.webp`, /^S3: /],
  ])('answers %s with 503, and tells the log why', async (path, reason) => {
    const answer = await fetch(alone.address + path);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ error: 'unavailable' });
    const line = lines.find((each) => each.path === path);
    expect(line).toMatchObject({
      msg: 'request could not be answered',
      reason: expect.stringMatching(reason),
    });
  });

  it('tells the log that the store is away, also where nobody asks for anything', async () => {
    await until('told', () =>
      lines.some(({ msg, isReachable }) => msg === 'the store' && isReachable === false),
    );
    expect(lines.find(({ msg }) => msg === 'the store')?.reason).toMatch(/^MongoDB: /);
  });
});

describe('the API', () => {
  it('opens a room and admits to it', async () => {
    const room = await post(`${service.address}/api/rooms`, { size: 'large' });
    expect(room.status).toBe(201);
    expect(room.body.size).toBe('large');
    expect(room.body.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{6}$/);
    const code = (room.body.code as string).toLowerCase();
    const ticket = await post(`${service.address}/api/rooms/${code}/tickets`, { name: ' Ana ' });
    expect(ticket.status).toBe(201);
    expect(ticket.body.code).toBe(room.body.code);
  });

  it.each([
    ['/api/play', {}, 400, 'name'],
    ['/api/play', { name: '   ' }, 400, 'name'],
    ['/api/play', { name: 'a'.repeat(13) }, 400, 'name'],
    ['/api/play', { name: 'a\u0000b' }, 400, 'name'],
    ['/api/play', { name: 7 }, 400, 'name'],
    ['/api/play', 'text', 400, 'body'],
    ['/api/rooms', { size: 'vast' }, 400, 'size'],
    ['/api/rooms', { size: 'small', bots: 17 }, 400, 'bots'],
    ['/api/rooms', { size: 'small', bots: 1.5 }, 400, 'bots'],
    ['/api/rooms', { startedBy: 'nobody' }, 400, 'startedBy'],
    ['/api/rooms/no/tickets', { name: 'Ana' }, 400, 'code'],
    ['/api/rooms/ZZZZZZ/tickets', { name: 'Ana' }, 404, 'ZZZZZZ'],
  ])('refuses %s %j with %i and names what is wrong', async (path, body, status, named) => {
    const answer = await post(service.address + path, body);
    expect(answer.status).toBe(status);
    expect(answer.body.message).toContain(named);
  });

  it('refuses a body that is not declared as JSON, a long one, and another origin', async () => {
    const url = `${service.address}/api/play`;
    const body = JSON.stringify({ name: 'Ana' });
    expect((await fetch(url, { method: 'POST', body })).status).toBe(400);
    expect(
      (await post(url, { name: 'Ana', more: 'x'.repeat(5000) }).catch(() => ({ status: 413 }))).status,
    ).toBe(413);
    expect((await post(url, { name: 'Ana' }, { origin: 'https://evil.example' })).status).toBe(403);
  });

  it('seats two people who play now in one room', async () => {
    const codes = new Set<unknown>();
    for (const name of ['Ana', 'Bo'])
      codes.add((await post(`${service.address}/api/play`, { name })).body.code);
    expect(codes.size).toBe(1);
  });

  it('knows a browser by its cookie, which scripts cannot read', async () => {
    const first = await fetch(`${service.address}/api/play`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Ana' }),
    });
    const cookie = first.headers.get('set-cookie')!;
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    const second = await post(
      `${service.address}/api/play`,
      { name: 'Ana' },
      { cookie: cookie.split(';')[0]! },
    );
    expect(second.cookie).toBe('');
  });
});
