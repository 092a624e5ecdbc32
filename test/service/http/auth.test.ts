import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SESSION, type Session } from '../../../service/src/accounts/session.ts';
import { ATTEMPT, type Attempt, SignIns } from '../../../service/src/accounts/sign-in.ts';
import { MemoryTokenStore } from '../../../service/src/accounts/token-store.ts';
import { createAuth } from '../../../service/src/http/auth.ts';
import { RateLimits } from '../../../service/src/http/rate-limits.ts';
import { Visitors } from '../../../service/src/http/visitors.ts';
import { Meter } from '../../../service/src/meter.ts';
import { MemoryStore } from '../../../service/src/store/memory-store.ts';
import { GoogleServer } from '../accounts/google-server.ts';
import { type Answer, TestBrowser } from '../accounts/test-browser.ts';
import { freePort, runService } from '../running-service.ts';
import { providerVariables, runWithProviders, type ServiceWithProviders } from '../service-with-providers.ts';

let world: ServiceWithProviders;
let site: string;
beforeAll(async () => {
  world = await runWithProviders();
  site = world.service.address;
});
afterAll(async () => {
  await world?.stop();
});
beforeEach(() => {
  world.google.person = { sub: 'g-1', name: 'Ana Torres', given_name: 'Ana' };
  world.naver.person = { id: 'n-1', nickname: '김하늘', email: 'sky@example.com' };
  world.naver.down = null;
});

const PROVIDERS = ['naver', 'google'] as const;

/** Somebody who is nobody yet at either provider. */
function newcomer(subject: string): void {
  world.google.person = { sub: subject, given_name: subject };
  world.naver.person = { id: subject, nickname: subject };
}

async function me(browser: TestBrowser): Promise<{ player: { name: string } | null; providers: string[] }> {
  return JSON.parse((await browser.ask(`${site}/api/me`)).text);
}

/** Goes as far as the address at which the provider sends the browser back. */
async function leave(browser: TestBrowser, provider: string, wish = '/'): Promise<URL> {
  const address = `${site}/auth/${provider}?return=${encodeURIComponent(wish)}`;
  return (await browser.open(address, `${site}/auth/${provider}/callback`)).url;
}

function troubleOf({ url }: Answer): { path: string; provider: string | null; wish: string | null } {
  return {
    path: url.pathname,
    provider: url.searchParams.get('provider'),
    wish: url.searchParams.get('return'),
  };
}

async function attempts(provider: string, outcome: string): Promise<number> {
  const text = await (await fetch(`${site}/metrics`)).text();
  const line = `playcode_auth_attempts_total{provider="${provider}",outcome="${outcome}"} `;
  return Number(
    text
      .split('\n')
      .find((each) => each.startsWith(line))
      ?.slice(line.length) ?? 0,
  );
}

describe.each(PROVIDERS)('signing in with %s', (provider) => {
  it('makes a player of a newcomer, who sees the profile first', async () => {
    newcomer(`${provider}-new`.slice(0, 12));
    const browser = new TestBrowser();
    expect((await me(browser)).player).toBeNull();
    const before = await attempts(provider, 'ok');
    const { url } = await browser.open(`${site}/auth/${provider}?return=/leaderboard`);
    expect(url.pathname).toBe('/me');
    expect((await me(browser)).player).toMatchObject({ name: `${provider}-new`.slice(0, 12), provider });
    expect(await attempts(provider, 'ok')).toBe(before + 1);
  });

  it('finds a player again under the chosen name, and leads back to where they were', async () => {
    newcomer(`${provider}-again`);
    const first = new TestBrowser();
    await first.open(`${site}/auth/${provider}`);
    await first.ask(`${site}/api/me`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', origin: site },
      body: JSON.stringify({ name: '바람' }),
    });
    const other = new TestBrowser();
    const { url } = await other.open(`${site}/auth/${provider}?return=/r/ABC123%3Fx=1`);
    expect(url.pathname + url.search).toBe('/r/ABC123?x=1');
    expect((await me(other)).player).toMatchObject({ name: '바람' });
  });

  it('takes a return once: the same address again is an attempt that is over', async () => {
    const browser = new TestBrowser();
    const back = await leave(browser, provider);
    expect((await browser.open(back)).url.pathname).not.toMatch(/^\/sign-in/);
    const before = await attempts(provider, 'expired');
    expect(troubleOf(await browser.open(back))).toMatchObject({ path: '/sign-in/expired', provider });
    expect(await attempts(provider, 'expired')).toBe(before + 1);
  });

  it('refuses a code that was used already, with an attempt of one’s own', async () => {
    const browser = new TestBrowser();
    const used = await leave(browser, provider);
    await browser.open(used);
    const stolen = new TestBrowser();
    const back = await leave(stolen, provider, '/leaderboard');
    back.searchParams.set('code', used.searchParams.get('code')!);
    expect(troubleOf(await stolen.open(back))).toEqual({
      path: '/sign-in/refused',
      provider,
      wish: '/leaderboard',
    });
    expect((await me(stolen)).player).toBeNull();
  });

  it('refuses a state that is made up or missing', async () => {
    const browser = new TestBrowser();
    for (const state of ['A'.repeat(32), '', null]) {
      const back = await leave(browser, provider);
      if (state === null) back.searchParams.delete('state');
      else back.searchParams.set('state', state);
      expect(troubleOf(await browser.open(back)).path).toBe('/sign-in/expired');
    }
    expect((await me(browser)).player).toBeNull();
  });

  it('refuses a return that another browser began, and leaves it to that one', async () => {
    const attacker = new TestBrowser();
    const victim = new TestBrowser();
    const back = await leave(attacker, provider);
    await victim.open(site);
    expect(troubleOf(await victim.open(back)).path).toBe('/sign-in/foreign');
    expect((await me(victim)).player).toBeNull();
    await attacker.open(back);
    expect((await me(attacker)).player).not.toBeNull();
  });

  it('says so when the person says no, and leads on to where they were', async () => {
    world.google.person = null;
    world.naver.person = null;
    const browser = new TestBrowser();
    const answer = await browser.open(`${site}/auth/${provider}?return=/leaderboard`);
    expect(troubleOf(answer)).toEqual({ path: '/sign-in/cancelled', provider, wish: '/leaderboard' });
    expect(answer.status).toBe(200);
    expect((await me(browser)).player).toBeNull();
  });

  it('signs in an account without e-mail, or without a name, like any other', async () => {
    world.google.person = { sub: `${provider}-bare` };
    world.naver.person = { id: `${provider}-bare` };
    const browser = new TestBrowser();
    expect((await browser.open(`${site}/auth/${provider}`)).url.pathname).toBe('/me');
    expect((await me(browser)).player).toMatchObject({ name: 'Player' });
  });

  it('shows a long name only as far as a name goes', async () => {
    world.google.person = { sub: `${provider}-long`, given_name: 'Maximilian\u0000 the Great' };
    world.naver.person = { id: `${provider}-long`, nickname: 'Maximilian\u0000 the Great' };
    const browser = new TestBrowser();
    await browser.open(`${site}/auth/${provider}`);
    expect((await me(browser)).player).toMatchObject({ name: 'Maximilian' });
  });

  it('gives another session at every sign-in', async () => {
    const browser = new TestBrowser();
    await browser.open(`${site}/auth/${provider}`);
    const first = new Map(browser.cookies(site));
    await browser.open(`${site}/auth/${provider}`);
    expect(browser.cookies(site).get('session')).not.toBe(first.get('session'));
    const old = new TestBrowser();
    for (const [name, value] of first) old.cookies(site).set(name, value);
    expect((await me(old)).player).toBeNull();
  });

  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/auth/google',
    'javascript:alert(1)',
  ])('never leads to %s', async (wish) => {
    const browser = new TestBrowser();
    await browser.open(`${site}/auth/${provider}`);
    const { url } = await browser.open(`${site}/auth/${provider}?return=${encodeURIComponent(wish)}`);
    expect(url.href).toBe(`${site}/`);
  });
});

describe('the two providers', () => {
  it('are two accounts, also with the same subject and e-mail', async () => {
    world.google.person = { sub: 'same', given_name: 'G', email: 'same@example.com' };
    world.naver.person = { id: 'same', nickname: 'N', email: 'same@example.com' };
    const browser = new TestBrowser();
    await browser.open(`${site}/auth/google`);
    expect((await me(browser)).player).toMatchObject({ name: 'G' });
    await browser.open(`${site}/auth/naver`);
    expect((await me(browser)).player).toMatchObject({ name: 'N' });
  });

  it('do not take each other’s returns', async () => {
    const browser = new TestBrowser();
    const back = await leave(browser, 'google');
    const swapped = new URL(`/auth/naver/callback${back.search}`, site);
    expect(troubleOf(await browser.open(swapped)).path).toBe('/sign-in/foreign');
  });

  it('are offered by name, and others are not there', async () => {
    expect((await me(new TestBrowser())).providers).toEqual(['naver', 'google']);
    expect((await new TestBrowser().ask(`${site}/auth/kakao`)).status).toBe(404);
  });
});

it.each(['everything', 'profile'] as const)(
  'says so when Naver is down behind the front: %s',
  async (down) => {
    world.naver.down = down;
    const before = await attempts('naver', 'unavailable');
    const answer = await new TestBrowser().open(`${site}/auth/naver?return=/r/ABC123`);
    expect(troubleOf(answer)).toEqual({ path: '/sign-in/unavailable', provider: 'naver', wish: '/r/ABC123' });
    expect(await attempts('naver', 'unavailable')).toBe(before + 1);
  },
);

it('says so when Google cannot be reached, and signs in as soon as it is back', async () => {
  const port = await freePort();
  const service = await runService(providerVariables({ google: port, naver: port }));
  let google: GoogleServer | undefined;
  try {
    const browser = new TestBrowser();
    const answer = await browser.open(`${service.address}/auth/google`);
    expect(troubleOf(answer)).toMatchObject({ path: '/sign-in/unavailable', provider: 'google' });
    google = await GoogleServer.start(port, `${service.address}/auth/google/callback`);
    expect((await browser.open(`${service.address}/auth/google`)).url.pathname).toBe('/me');
  } finally {
    await service.stop();
    await google?.stop();
  }
});

it.each(PROVIDERS)(
  'says so when %s does not know the service any more, and counts it as refused',
  async (provider) => {
    const stranger = await runWithProviders({
      GOOGLE_CLIENT_SECRET: 'of-old',
      NAVER_CLIENT_SECRET: 'of-old',
    });
    try {
      const { address } = stranger.service;
      const answer = await new TestBrowser().open(`${address}/auth/${provider}`);
      expect(troubleOf(answer)).toMatchObject({ path: '/sign-in/refused', provider });
      const metrics = await (await fetch(`${address}/metrics`)).text();
      expect(metrics).toContain(`playcode_auth_attempts_total{provider="${provider}",outcome="refused"} 1\n`);
    } finally {
      await stranger.stop();
    }
  },
);

it('says on a page what nobody foresaw, and tells the log all of it', async () => {
  const attempts = new MemoryTokenStore<Attempt>(ATTEMPT);
  attempts.issue = () => Promise.reject(new Error('command not known'));
  const lines: Record<string, unknown>[] = [];
  const store = new MemoryStore();
  const visitors = new Visitors({ sessions: new MemoryTokenStore<Session>(SESSION), store, isSecure: false });
  const naver = { client: { id: 'a', secret: 'b' }, issuer: site, api: site };
  const auth = createAuth({
    signIns: new SignIns({ config: { naver, google: null }, publicUrl: site, attempts, store }),
    visitors,
    limits: new RateLimits({ shards: [], addresses: { of: () => '192.0.2.1' }, visitors }),
    meter: new Meter(),
    logger: pino({ base: null }, { write: (line: string) => lines.push(JSON.parse(line)) }),
  });
  const answer = await auth.request('/naver?return=/r/ABC123');
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe('/sign-in/unavailable?provider=naver&return=%2F');
  const err = { message: 'command not known', stack: expect.stringContaining('auth.test.ts') };
  expect(lines).toMatchObject([{ msg: 'sign-in failed', provider: 'naver', trouble: 'unavailable', err }]);
});

it('signs out for good', async () => {
  const browser = new TestBrowser();
  await browser.open(`${site}/auth/naver`);
  const kept = new Map(browser.cookies(site));
  const answer = await browser.ask(`${site}/auth/sign-out`, { method: 'POST', headers: { origin: site } });
  expect(answer.status).toBe(204);
  expect((await me(browser)).player).toBeNull();
  const old = new TestBrowser();
  for (const [name, value] of kept) old.cookies(site).set(name, value);
  expect((await me(old)).player).toBeNull();
});
