import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGallery, createPictureApi } from '../../../service/src/http/pictures.ts';
import { createUploads } from '../../../service/src/http/uploads.ts';
import { Limiter } from '../../../service/src/limits/limiter.ts';
import { Meter } from '../../../service/src/meter.ts';
import { acceptAll } from '../../../service/src/pictures/moderator.ts';
import { Pictures } from '../../../service/src/pictures/pictures.ts';
import { MemoryStore } from '../../../service/src/store/memory-store.ts';
import type { Player } from '../../../service/src/store/player.ts';
import { LocalUploads } from '../../../service/src/uploads/local-uploads.ts';
import { TestBrowser } from '../accounts/test-browser.ts';
import { photo, SVG } from '../pictures/files.ts';
import { post, type RunningService, runService } from '../running-service.ts';
import { runWithProviders } from '../service-with-providers.ts';

/** The routes of pictures, to which whoever is in `who` speaks. */
async function open() {
  const store = new MemoryStore();
  const uploads = new LocalUploads();
  const pictures = new Pictures({
    uploads,
    store,
    limiter: new Limiter([]),
    moderator: acceptAll,
    meter: new Meter(),
  });
  const who: { player: Player | null } = { player: null };
  const visitors = { playerOf: async () => who.player };
  const site = new Hono()
    .route('/api', createPictureApi({ pictures, visitors }))
    .route('/', createGallery(pictures))
    .route('/', createUploads(uploads));
  const send = (method: string, path: string, body?: unknown): Response | Promise<Response> =>
    site.request(path, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
  /** All that a browser does with a file; the answer to its notice. */
  const upload = async (file: Uint8Array, type = 'image/png'): Promise<Response> => {
    const { key, form } = (await (await send('POST', '/api/me/picture/form', { type })).json()) as {
      readonly key: string;
      readonly form: { readonly url: string; readonly fields: Readonly<Record<string, string>> };
    };
    const sent = new FormData();
    for (const [name, value] of Object.entries(form.fields)) sent.append(name, value);
    sent.append('file', new Blob([new Uint8Array(file)]));
    expect((await site.request(form.url, { method: 'POST', body: sent })).status).toBe(204);
    return send('POST', '/api/me/picture', { key });
  };
  const signIn = async (): Promise<void> => {
    who.player = await store.signIn({ provider: 'naver', subject: '1' }, 'x');
  };
  return { send, upload, signIn };
}

describe('the routes of pictures', () => {
  it('take a picture, show it to everybody for ever, and take it away', async () => {
    const { send, upload, signIn } = await open();
    await signIn();
    const answer = await upload(await photo('png'));
    expect(answer.status).toBe(201);
    const { picture } = (await answer.json()) as { readonly picture: string };
    for (const file of [`${picture}.webp`, `${picture}-small.webp`]) {
      const shown = await send('GET', `/pictures/${file}`);
      expect(shown.status).toBe(200);
      expect(shown.headers.get('content-type')).toBe('image/webp');
      expect(shown.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(Buffer.from(await shown.arrayBuffer()).toString('latin1')).toMatch(/^RIFF.{4}WEBP/s);
    }
    expect((await send('DELETE', '/api/me/picture')).status).toBe(204);
    expect((await send('GET', `/pictures/${picture}.webp`)).status).toBe(404);
  });

  it('are for players who have signed in', async () => {
    const { send } = await open();
    for (const [method, path, body] of [
      ['POST', '/api/me/picture/form', { type: 'image/png' }],
      ['POST', '/api/me/picture', { key: 'x' }],
      ['DELETE', '/api/me/picture', undefined],
    ] as const) {
      const answer = await send(method, path, body);
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ error: 'signed-out' });
    }
  });

  it('say what is wrong with a file', async () => {
    const { upload, signIn, send } = await open();
    await signIn();
    const answer = await upload(SVG);
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({
      error: 'no-picture',
      message: expect.stringContaining('JPEG'),
    });
    const missing = await send('POST', '/api/me/picture', { key: 'incoming/somebody/else' });
    expect(missing.status).toBe(400);
    expect(await missing.json()).toMatchObject({ error: 'invalid', message: expect.stringContaining('key') });
  });

  it.each([
    'x',
    '..%2fincoming%2fx',
    `${'a'.repeat(43)}.webp`,
    `${'a'.repeat(43)}.svg`,
    `${'a'.repeat(43)}-huge.webp`,
  ])('know no picture %s', async (file) => {
    const { send } = await open();
    expect((await send('GET', `/pictures/${file}`)).status).toBe(404);
  });
});

describe('a player who has signed in', () => {
  it('posts a picture, wears it, and leaves none behind with the account', async () => {
    const world = await runWithProviders();
    try {
      const site = world.service.address;
      const browser = new TestBrowser();
      await browser.open(`${site}/auth/naver`);
      const send = (method: string, path: string, body?: object) =>
        browser.ask(site + path, {
          method,
          headers: { origin: site, 'content-type': 'application/json' },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
      const { key, form } = JSON.parse(
        (await send('POST', '/api/me/picture/form', { type: 'image/png' })).text,
      );
      const sent = new FormData();
      for (const [name, value] of Object.entries<string>(form.fields)) sent.append(name, value);
      sent.append('file', new Blob([new Uint8Array(await photo('png'))]));
      expect((await fetch(new URL(form.url, site), { method: 'POST', body: sent })).status).toBe(204);
      const { picture } = JSON.parse((await send('POST', '/api/me/picture', { key })).text);
      expect(JSON.parse((await send('GET', '/api/me')).text).player.picture).toBe(picture);
      const shown = async (): Promise<number> => (await fetch(`${site}/pictures/${picture}.webp`)).status;
      expect(await shown()).toBe(200);
      expect((await send('DELETE', '/api/me')).status).toBe(204);
      expect(await shown()).toBe(404);
    } finally {
      await world.stop();
    }
  });
});

describe('the whole site', () => {
  let service: RunningService;
  beforeAll(async () => {
    service = await runService();
  });
  afterAll(() => service.stop());

  it('tells guests to sign in, and other sites nothing', async () => {
    const url = `${service.address}/api/me/picture/form`;
    expect((await post(url, { type: 'image/png' })).status).toBe(401);
    const foreign = await post(url, { type: 'image/png' }, { origin: 'https://evil.example' });
    expect(foreign.status).toBe(403);
    expect(foreign.body.message).toContain('origin');
  });

  it('refuses a file that is far too large before it has come whole', async () => {
    const file = new Uint8Array(8 * 1024 * 1024);
    const form = new FormData();
    form.append('file', new Blob([file]));
    const answer = await fetch(`${service.address}/uploads`, { method: 'POST', body: form }).then(
      ({ status }) => status,
      () => 413,
    );
    expect(answer).toBe(413);
  });

  it('lets pages connect to itself, and to the bucket where there is one', async () => {
    const csp = async ({ address }: RunningService): Promise<string> =>
      (await fetch(`${address}/`)).headers.get('content-security-policy')!;
    expect(await csp(service)).toContain("connect-src 'self';");
    const withBucket = await runService({
      UPLOADS_BUCKET: 'playcode-production-uploads-111122223333',
      AWS_REGION: 'ap-northeast-2',
    });
    try {
      expect(await csp(withBucket)).toContain(
        "connect-src 'self' https://playcode-production-uploads-111122223333.s3.ap-northeast-2.amazonaws.com;",
      );
    } finally {
      await withBucket.stop();
    }
  });
});
