import { Hono } from 'hono';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { Seasons } from '../../../service/src/accounts/seasons.ts';
import { SESSION, type Session } from '../../../service/src/accounts/session.ts';
import { ATTEMPT, type Attempt, SignIns } from '../../../service/src/accounts/sign-in.ts';
import { MemoryTokenStore } from '../../../service/src/accounts/token-store.ts';
import { createMe } from '../../../service/src/http/me.ts';
import { createSeasons } from '../../../service/src/http/seasons.ts';
import { Visitors } from '../../../service/src/http/visitors.ts';
import { Limiter } from '../../../service/src/limits/limiter.ts';
import { Meter } from '../../../service/src/meter.ts';
import { acceptAll } from '../../../service/src/pictures/moderator.ts';
import { Pictures } from '../../../service/src/pictures/pictures.ts';
import { MemoryStore } from '../../../service/src/store/memory-store.ts';
import { LocalUploads } from '../../../service/src/uploads/local-uploads.ts';
import { FILLED, playMatch } from '../store/finished.ts';

/** The routes over a store in which Ana has played `matches` of them, the last one this moment. */
async function site(matches: number) {
  const store = new MemoryStore();
  const ana = await store.signIn({ provider: 'naver', subject: '1' }, 'Ana');
  const bo = await store.signIn({ provider: 'google', subject: '1' }, 'Bo');
  for (let played = 0; played < matches; played += 1) {
    const people = [
      { person: 'a', name: 'Ana', player: ana.id },
      { person: 'b', name: 'Bo', player: bo.id },
    ];
    const endedAt = new Date(Date.now() - (matches - played) * 1000);
    await store.saveMatch(playMatch({ people, ...FILLED, endedAt }));
  }
  const sessions = new MemoryTokenStore<Session>(SESSION);
  const cookie = `session=${await sessions.issue({ player: ana.id })}`;
  const visitors = new Visitors({ sessions, store, isSecure: false });
  const seasons = new Seasons({ store, logger: pino({ level: 'silent' }) });
  const signIns = new SignIns({
    config: { google: null, naver: null },
    publicUrl: 'http://localhost',
    attempts: new MemoryTokenStore<Attempt>(ATTEMPT),
    store,
  });
  const app = new Hono();
  const uploads = new LocalUploads();
  const pictures = new Pictures({
    uploads,
    store,
    limiter: new Limiter([]),
    moderator: acceptAll,
    meter: new Meter(),
  });
  app.route('/me', createMe({ visitors, signIns, pictures, invitations: null, store }));
  app.route('/seasons', createSeasons({ seasons, visitors }));
  const get = async (path: string, headers: Record<string, string> = { cookie }) =>
    (await app.request(path, { headers })).json();
  return { store, seasons, get, ana, bo };
}

describe('the history', () => {
  it('has the newest match first, and goes on page by page until there are no more', async () => {
    const { get, seasons } = await site(45);
    const sizes: number[] = [];
    const moments: string[] = [];
    let path: string | null = '/me/history';
    while (path !== null) {
      const { matches, next } = (await get(path)) as { matches: { endedAt: string }[]; next: string | null };
      sizes.push(matches.length);
      moments.push(...matches.map(({ endedAt }) => endedAt));
      path = next && `/me/history?before=${encodeURIComponent(next)}`;
    }
    expect(sizes).toEqual([20, 20, 5]);
    expect(moments).toEqual([...moments].sort().reverse());
    seasons.stop();
  });

  it('says of a match what the player did in it', async () => {
    const { get, seasons, store, ana } = await site(1);
    const [result] = await store.history(ana.id, 1);
    expect(await get('/me/history')).toEqual({
      matches: [
        {
          match: result!.match,
          who: result!.who,
          size: result!.size,
          place: result!.place,
          of: result!.of,
          score: result!.score,
          endedAt: result!.endedAt.toISOString(),
        },
      ],
      next: null,
    });
    seasons.stop();
  });
});

describe('the leaderboard', () => {
  it('shows everybody the same places, and a player their own; nobody’s id', async () => {
    const { get, seasons, ana, bo } = await site(2);
    const mine = (await get('/seasons/current/leaderboard')) as Record<string, unknown>;
    const guest = (await get('/seasons/current/leaderboard', {})) as Record<string, unknown>;
    expect(guest.leaders).toEqual(mine.leaders);
    expect(guest.me).toBeNull();
    expect(mine.me).toMatchObject({ name: 'Ana', matches: 2, rank: expect.any(Number) });
    expect((mine.leaders as { name: string }[]).map(({ name }) => name).sort()).toEqual(['Ana', 'Bo']);
    for (const { id } of [ana, bo]) expect(JSON.stringify(mine)).not.toContain(id);
    seasons.stop();
  });

  it('is that of the season that somebody has declared, if one is under way', async () => {
    const { get, seasons, store } = await site(1);
    seasons.stop();
    const own = new MemoryStore();
    const from = new Date(Date.now() - 1000);
    const until = new Date(Date.now() + 60_000);
    await own.declareSeason({ id: 'opening', from, until });
    const opening = new Seasons({ store: own, logger: pino({ level: 'silent' }) });
    expect((await opening.current()).id).toBe('opening');
    expect((await own.seasons()).map(({ id }) => id)).toEqual(['opening']);
    opening.stop();
    expect(await store.seasons()).toHaveLength(1);
    expect(await get('/seasons/current/leaderboard')).toMatchObject({ season: { id: expect.any(String) } });
  });

  it('goes over to the next quarter by itself, declared once by many', async () => {
    const store = new MemoryStore();
    const all = [1, 2, 3].map(() => new Seasons({ store, logger: pino({ level: 'silent' }) }));
    for (const seasons of all) {
      expect((await seasons.current(new Date('2027-03-31T14:59:59Z'))).id).toBe('2027-q1');
      expect((await seasons.current(new Date('2027-03-31T15:00:00Z'))).id).toBe('2027-q2');
      seasons.stop();
    }
    const ids = (await store.seasons()).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(['2027-q1', '2027-q2']));
  });
});
