import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { SESSION, type Session } from '../../../service/src/accounts/session.ts';
import { MemoryTokenStore } from '../../../service/src/accounts/token-store.ts';
import { Visitors } from '../../../service/src/http/visitors.ts';
import { MemoryStore } from '../../../service/src/store/memory-store.ts';
import { StoreUnavailable } from '../../../service/src/store/store.ts';

/** A site of visitors alone, and a browser that keeps its cookies. */
async function visit({ isSecure = true } = {}) {
  const store = new MemoryStore();
  const player = await store.signIn({ provider: 'naver', subject: '1' }, 'Ana');
  const visitors = new Visitors({ sessions: new MemoryTokenStore<Session>(SESSION), store, isSecure });
  const app = new Hono();
  app.get('/who', async (context) =>
    context.json({
      person: visitors.personOf(context),
      name: (await visitors.playerOf(context))?.name ?? null,
      sitter: await visitors.sitterOf(context, 'typed'),
    }),
  );
  app.post('/in', async (context) => {
    await visitors.signIn(context, player.id);
    return context.body(null, 204);
  });
  app.post('/out', async (context) => {
    await visitors.signOut(context);
    return context.body(null, 204);
  });
  const jar = new Map<string, string>();
  const headers: string[] = [];
  const go = async (method: 'GET' | 'POST', path: string, tab = 'one', cookies = jar) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await app.request(path, { method, headers: { cookie, 'x-tab': tab } });
    for (const line of response.headers.getSetCookie()) {
      headers.push(line);
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (value === '') cookies.delete(name!);
      else cookies.set(name!, value!);
    }
    return response;
  };
  const who = async (tab?: string, cookies?: Map<string, string>) =>
    (await (await go('GET', '/who', tab, cookies)).json()) as {
      readonly person: string;
      readonly name: string | null;
      readonly sitter: { readonly person: string; readonly name: string; readonly player: string | null };
    };
  return { store, player, jar, headers, go, who };
}

describe('visitors', () => {
  it('are guests at first: the same in one tab, others in another tab or browser', async () => {
    const { who, jar } = await visit();
    const first = await who('one');
    expect(first.name).toBeNull();
    expect(first.sitter).toEqual({ person: first.person, name: 'typed', player: null });
    expect((await who('one')).person).toBe(first.person);
    expect((await who('two')).person).not.toBe(first.person);
    expect((await who('one', new Map())).person).not.toBe(first.person);
    expect([...jar.keys()]).toEqual(['__Host-guest']);
  });

  it('have cookies that are bound to the host, and that neither scripts nor other sites use', async () => {
    const { who, go, headers } = await visit();
    await who();
    await go('POST', '/in');
    for (const header of headers) {
      expect(header).toMatch(/^__Host-(guest|session)=[\w-]+; Max-Age=\d+; Path=\/; /);
      expect(header).toMatch(/HttpOnly; Secure; SameSite=Lax$/);
      expect(header).not.toMatch(/Domain/);
    }
  });

  it('get a cookie of ours in the place of one that was not given out here', async () => {
    const { who, go } = await visit();
    for (const made of ['', 'x', 'a'.repeat(4000), `${'a'.repeat(23)}.`]) {
      const jar = new Map([['__Host-guest', made]]);
      await go('GET', '/who', 'one', jar);
      expect(jar.get('__Host-guest')).toMatch(/^[\w-]{24}$/);
      expect((await who('one', jar)).person).toBe((await who('one', jar)).person);
    }
  });

  it('have plain cookies where the site has no HTTPS', async () => {
    const { who, go, jar } = await visit({ isSecure: false });
    await who();
    await go('POST', '/in');
    expect([...jar.keys()].sort()).toEqual(['guest', 'session']);
    expect((await who()).name).toBe('Ana');
  });

  it('sit down under the name of their account, two tabs as two persons of one player', async () => {
    const { who, go, player } = await visit();
    await go('POST', '/in');
    const one = await who('one');
    const two = await who('two');
    expect(one.name).toBe('Ana');
    expect(one.sitter).toEqual({ person: one.person, name: 'Ana', player: player.id });
    expect(two.sitter.player).toBe(player.id);
    expect(two.person).not.toBe(one.person);
  });

  it('get fresh cookies at every sign-in, and the earlier session is worth nothing', async () => {
    const { who, go, jar } = await visit();
    await who();
    const guest = new Map(jar);
    await go('POST', '/in');
    const first = new Map(jar);
    expect(jar.get('__Host-guest')).not.toBe(guest.get('__Host-guest'));
    await go('POST', '/in');
    expect(jar.get('__Host-session')).not.toBe(first.get('__Host-session'));
    expect((await who('one', first)).name).toBeNull();
    expect((await who()).name).toBe('Ana');
  });

  it('are nobody any more after signing out, also with the cookies kept', async () => {
    const { who, go, jar } = await visit();
    await go('POST', '/in');
    const { person } = await who();
    const kept = new Map(jar);
    await go('POST', '/out');
    expect([...jar.keys()]).toEqual(['__Host-guest']);
    const after = await who();
    expect(after.name).toBeNull();
    expect(after.person).not.toBe(person);
    expect((await who('one', kept)).name).toBeNull();
  });

  it('are guests when the account is gone, or when a session is made up', async () => {
    const { store, player, who, go } = await visit();
    expect((await who('one', new Map([['__Host-session', 'A'.repeat(32)]]))).name).toBeNull();
    await go('POST', '/in');
    await store.deletePlayer(player.id);
    const after = await who();
    expect(after.name).toBeNull();
    expect(after.sitter.player).toBeNull();
  });

  it('sit down for their account under the typed name while the store is away, or silent', async () => {
    const { store, player, go, who } = await visit();
    await go('POST', '/in');
    const answers = [
      () => Promise.reject(new StoreUnavailable('away')),
      () => new Promise<never>(() => undefined),
    ];
    for (const answer of answers) {
      let calls = 0;
      // `playerOf` asks first and has to be answered for the test to see the sitter.
      store.player = () => (++calls === 1 ? Promise.resolve(player) : answer());
      expect((await who()).sitter).toMatchObject({ name: 'typed', player: player.id });
    }
  });
});
