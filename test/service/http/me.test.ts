import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestBrowser } from '../accounts/test-browser.ts';
import { TestPlayer } from '../player.ts';
import { runWithProviders, type ServiceWithProviders } from '../service-with-providers.ts';
import { until } from '../until.ts';

let world: ServiceWithProviders;
let site: string;
beforeAll(async () => {
  world = await runWithProviders();
  site = world.service.address;
});
afterAll(async () => {
  await world?.stop();
});

async function signedIn(subject: string, name: string): Promise<TestBrowser> {
  world.naver.person = { id: subject, nickname: name };
  const browser = new TestBrowser();
  await browser.open(`${site}/auth/naver`);
  return browser;
}

/** A player's private room; `sitFrom` sits down there from a tab. */
async function inRoom(subject: string, name: string) {
  const browser = await signedIn(subject, name);
  const { body } = await send(browser, 'POST', '/api/rooms', { size: 'duel' });
  const ask = async (tab: string, isReturn?: boolean) => {
    const { status, text } = await browser.ask(`${site}/api/rooms/${body.code}/tickets`, {
      method: 'POST',
      headers: { origin: site, 'content-type': 'application/json', 'x-tab': tab },
      body: JSON.stringify({ name, isReturn }),
    });
    return { status, body: JSON.parse(text) as { readonly ticket: string; readonly error?: string } };
  };
  const sitFrom = async (tab: string, isReturn?: boolean): Promise<TestPlayer> =>
    TestPlayer.open(site, (await ask(tab, isReturn)).body.ticket);
  return { browser, ask, sitFrom };
}

async function get(browser: TestBrowser, path: string) {
  const { status, text } = await browser.ask(site + path);
  return { status, body: JSON.parse(text) as Record<string, never> };
}

async function send(browser: TestBrowser, method: string, path: string, body?: unknown) {
  const { status, text } = await browser.ask(site + path, {
    method,
    headers: { origin: site, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
}

describe('a guest', () => {
  it('is told how to sign in, and has nothing else', async () => {
    const guest = new TestBrowser();
    expect(await get(guest, '/api/me')).toEqual({
      status: 200,
      body: { player: null, providers: ['naver', 'google'], offers: ['pictures', 'mail'] },
    });
    for (const path of ['/api/me/history', '/api/me/export'])
      expect(await get(guest, path)).toMatchObject({ status: 401, body: { error: 'signed-out' } });
    expect((await send(guest, 'PATCH', '/api/me', { name: 'Ana' })).status).toBe(401);
    expect((await send(guest, 'DELETE', '/api/me')).status).toBe(401);
  });

  it('sees the leaderboard of the season, which is declared without anybody’s doing', async () => {
    const { status, body } = await get(new TestBrowser(), '/api/seasons/current/leaderboard');
    expect(status).toBe(200);
    const { season, me } = body as unknown as { season: Record<string, string>; me: unknown };
    expect(season.id).toMatch(/^\d{4}-q[1-4]$/);
    expect(new Date(season.from!) <= new Date() && new Date() < new Date(season.until!)).toBe(true);
    expect(me).toBeNull();
  });
});

describe('a player', () => {
  it('has a profile, and changes the name in it', async () => {
    const browser = await signedIn('m-1', 'Ana');
    expect((await get(browser, '/api/me')).body.player).toEqual({
      name: 'Ana',
      provider: 'naver',
      picture: null,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    expect((await send(browser, 'PATCH', '/api/me', { name: ' 하늘 ' })).body.player).toMatchObject({
      name: '하늘',
    });
    expect((await get(browser, '/api/me')).body.player).toMatchObject({ name: '하늘' });
  });

  it.each([
    {},
    { name: '' },
    { name: 'a'.repeat(13) },
    { name: 'a\u202eb' },
    { name: '\u3164' },
    { name: 'Ana\u3164' },
    { name: '\u2800' },
    { name: '\u034f' },
    { name: 7 },
  ])('cannot be called %j', async (change) => {
    const browser = await signedIn('m-2', 'Bo');
    const { status, body } = await send(browser, 'PATCH', '/api/me', change);
    expect(status).toBe(400);
    expect(body.message).toContain('name');
  });

  it('is told of a moment that is none', async () => {
    const browser = await signedIn('m-7', 'Cid');
    for (const before of ['yesterday', '2026-11-26T09:00:00+09']) {
      const { status, body } = await get(browser, `/api/me/history?before=${encodeURIComponent(before)}`);
      expect([status, body.error, body.message]).toEqual([
        400,
        'invalid',
        expect.stringMatching(/^before: /),
      ]);
    }
  });

  it('sits down under the name of the account, and the sitting is theirs until the match is kept', async () => {
    const browser = await signedIn('m-3', 'Cleo');
    const { body } = await send(browser, 'POST', '/api/play', { name: 'somebody' });
    const player = await TestPlayer.open(site, body.ticket as string);
    await player.until('seated', () => player.who !== undefined);
    expect(player.replica!.seatOf(player.person)!.name).toBe('Cleo');
    await player.close();
    const exported = async () => JSON.parse((await browser.ask(`${site}/api/me/export`)).text);
    await until('the sitting is over', async () => (await exported()).sittings[0]?.until != null);
    expect(await exported()).toMatchObject({
      account: { provider: 'naver', subject: 'm-3' },
      player: { name: 'Cleo' },
      sittings: [{ person: player.person, match: expect.any(String) }],
      results: [],
    });
  });

  it('plays one seat in a match: from another tab it is taken over, and the tab before is told so', async () => {
    const { sitFrom } = await inRoom('m-8', 'Gus');
    const first = await sitFrom('one');
    await first.until('seated', () => first.who !== undefined);
    const closed = once(first.socket, 'close');
    const second = await sitFrom('two');
    expect((await closed)[0]).toBe(4503);
    await second.until('seated', () => second.who !== undefined);
    expect(second.who).toBe(first.who);
    await second.steer(() => second.acknowledged.size > 0);
    expect([...second.replica!.seats.values()].map(({ name }) => name)).toEqual(['Gus']);
    await second.close();
  });

  it('does not take the seat back from another tab by a page that only finds its connection again', async () => {
    const { ask, sitFrom } = await inRoom('m-10', 'Ivy');
    const laptop = await sitFrom('laptop');
    await laptop.until('seated', () => laptop.who !== undefined);
    laptop.socket.terminate();
    const phone = await sitFrom('phone');
    await phone.until('seated', () => phone.who !== undefined);
    expect(await ask('laptop', true)).toMatchObject({ status: 409, body: { error: 'replaced' } });
    phone.socket.terminate();
    const again = await sitFrom('phone', true);
    await again.until('seated', () => again.who !== undefined);
    expect(again.who).toBe(laptop.who);
    // Whoever asks for it at the laptop is given it.
    const back = await sitFrom('laptop');
    await back.until('seated', () => back.who !== undefined);
    expect(back.who).toBe(laptop.who);
    await back.close();
  });

  it('finds the seat again where the session has been lost meanwhile', async () => {
    const { browser, sitFrom } = await inRoom('m-9', 'Hal');
    const before = await sitFrom('one');
    await before.until('seated', () => before.who !== undefined);
    browser.cookies(site).delete('session');
    const after = await sitFrom('one');
    await after.until('seated', () => after.who !== undefined);
    expect(after.who).toBe(before.who);
    await after.close();
  });

  it('takes the export home as a file', async () => {
    const browser = await signedIn('m-6', 'Finn');
    const file = await browser.ask(`${site}/api/me/export`);
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="playcode.json"');
    expect(file.headers.get('cache-control')).toBe('no-store');
  });

  it('is gone after deleting the account: session, account and place, in every browser', async () => {
    const browser = await signedIn('m-4', 'Dora');
    const elsewhere = await signedIn('m-4', 'Dora');
    const before = JSON.parse((await browser.ask(`${site}/api/me/export`)).text).player.id;
    expect((await send(browser, 'DELETE', '/api/me')).status).toBe(204);
    for (const each of [browser, elsewhere]) expect((await get(each, '/api/me')).body.player).toBeNull();
    const again = await signedIn('m-4', 'Dora');
    expect(JSON.parse((await again.ask(`${site}/api/me/export`)).text).player.id).not.toBe(before);
  });

  it('is told what is wrong with a moment in the history', async () => {
    const browser = await signedIn('m-5', 'Eli');
    const { status, body } = await get(browser, '/api/me/history?before=yesterday');
    expect(status).toBe(400);
    expect(body.message).toContain('before');
  });
});
