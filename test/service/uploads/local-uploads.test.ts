import { mkdtempSync, readdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { describe, expect, it, vi } from 'vitest';
import { createUploads } from '../../../service/src/http/uploads.ts';
import { newPlayerId } from '../../../service/src/store/ids.ts';
import { LocalUploads } from '../../../service/src/uploads/local-uploads.ts';
import { drawIncomingKey, type IncomingKey, isIncomingKeyOf } from '../../../service/src/uploads/uploads.ts';
import { describeUploads } from './uploads.contract.ts';

const MINUTE = 60_000;

describeUploads('local', async () => {
  let now = Date.now();
  const uploads = new LocalUploads(() => now);
  const server = createAdaptorServer({ fetch: createUploads(uploads).fetch });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    uploads,
    site: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    formOfThePast: async (key, type) => {
      const form = await uploads.form(key, type);
      now += 2 * MINUTE + 1;
      return form;
    },
    stop: async () => {
      await new Promise((resolve) => server.close(resolve));
      await uploads.close();
    },
  };
});

describe('local uploads', () => {
  const player = newPlayerId();

  async function posted(uploads: LocalUploads): Promise<IncomingKey> {
    const key = drawIncomingKey(player);
    const form = new FormData();
    for (const [name, value] of Object.entries((await uploads.form(key, 'image/png')).fields))
      form.append(name, value);
    form.append('file', new Blob(['png']));
    expect(await uploads.receive(form)).toBe('stored');
    return key;
  }

  it('forget what was posted and never taken, but no picture', async () => {
    let now = Date.now();
    const uploads = new LocalUploads(() => now);
    const old = await posted(uploads);
    await uploads.keep('pictures/a.webp', { bytes: Buffer.from('kept'), type: 'image/webp' });
    now += 61 * MINUTE;
    const young = await posted(uploads);
    expect(await uploads.read(old)).toBeNull();
    expect(await uploads.read(young)).not.toBeNull();
    expect(await uploads.read('pictures/a.webp')).not.toBeNull();
    await uploads.close();
    expect(await uploads.read('pictures/a.webp')).toBeNull();
  });

  it('keep one file of a form that is sent many times at once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'uploads-'));
    vi.stubEnv('TMPDIR', folder);
    const uploads = new LocalUploads();
    const form = new FormData();
    const { fields } = await uploads.form(drawIncomingKey(player), 'image/png');
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', new Blob(['png']));
    await Promise.all(Array.from({ length: 20 }, () => uploads.receive(form)));
    expect(readdirSync(join(folder, readdirSync(folder)[0]!))).toHaveLength(1);
    await uploads.close();
    vi.unstubAllEnvs();
  });

  it('do not take a form in which a field stands twice', async () => {
    const uploads = new LocalUploads();
    const key = drawIncomingKey(player);
    const form = new FormData();
    form.append('key', 'pictures/mine.webp');
    for (const [name, value] of Object.entries((await uploads.form(key, 'image/png')).fields))
      form.append(name, value);
    form.append('file', new Blob(['png']));
    expect(await uploads.receive(form)).toBe('refused');
    await uploads.close();
  });

  it('do not take a form that another process gave out', async () => {
    const [one, other] = [new LocalUploads(), new LocalUploads()];
    const form = new FormData();
    const { fields } = await one.form(drawIncomingKey(player), 'image/png');
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', new Blob(['png']));
    expect(await other.receive(form)).toBe('refused');
  });
});

describe('the key of an upload', () => {
  it('belongs to the player for whom it was drawn, and to nobody else', () => {
    const [player, other] = [newPlayerId(), newPlayerId()];
    const key = drawIncomingKey(player);
    expect(key).toMatch(/^incoming\/[\w-]{22}\/[\w-]{22}$/);
    expect(isIncomingKeyOf(player, key)).toBe(true);
    expect(isIncomingKeyOf(other, key)).toBe(false);
    for (const crooked of ['', `${key}/..`, `${key}x`, key.replace('incoming', 'pictures'), `/${key}`])
      expect(isIncomingKeyOf(player, crooked), crooked).toBe(false);
  });
});
