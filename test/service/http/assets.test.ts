import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningService, runService } from '../running-service.ts';

const OLD = { 'assets/account-0ldAcc0t.js': 'old account' };
const NEW = { 'assets/account-NewAcc0t.js': 'new account' };

/** Something in front of processes, to which requests go by turns. */
async function entrance(addresses: readonly string[]): Promise<Server> {
  let turn = 0;
  const server = createServer((asked, answer) => {
    const address = addresses[turn++ % addresses.length]!;
    request(address + asked.url, { headers: asked.headers }, (got) => {
      answer.writeHead(got.statusCode!, got.headers);
      got.pipe(answer);
    }).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

describe('while a release takes the place of the one before', () => {
  let older: RunningService;
  let newer: RunningService;
  let site = '';
  let server: Server;

  beforeAll(async () => {
    older = await runService({}, OLD);
    newer = await runService({}, { ...NEW, 'before/assets/account-0ldAcc0t.js': 'old account' });
    server = await entrance([older.address, older.address, newer.address]);
    site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server?.closeAllConnections();
    server?.close();
    await Promise.all([older?.stop(), newer?.stop()]);
  });

  it('an open page gets its assets from processes of either', async () => {
    for (const { address } of [older, newer]) {
      const answer = await fetch(`${address}/assets/account-0ldAcc0t.js`, { redirect: 'error' });
      expect(await answer.text()).toBe('old account');
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    }
  });

  it('a new page gets its assets, although older processes are asked for them', async () => {
    const first = await fetch(`${older.address}/assets/account-NewAcc0t.js`, { redirect: 'manual' });
    expect(first.status).toBe(307);
    expect(first.headers.get('location')).toBe('/assets/account-NewAcc0t.js?again=1');
    expect(first.headers.get('cache-control')).toBe('no-store');
    const answer = await fetch(`${site}/assets/account-NewAcc0t.js`);
    expect(await answer.text()).toBe('new account');
  });

  it('an asset that no process has is asked for 15 times, and one that no build has named once', async () => {
    for (const path of [
      '/assets/account-N0wh3r3s.js?again=15',
      '/assets/account.js',
      '/assets/%0d%0a-N0wh3r3s.js',
    ]) {
      const answer = await fetch(older.address + path, { redirect: 'error' });
      expect(answer.status).toBe(404);
      expect(answer.headers.get('cache-control')).toBeNull();
    }
  });
});
