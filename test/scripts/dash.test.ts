import { once } from 'node:events';
import { createServer } from 'node:net';
import { chromium } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { CHROMIUM_FLAGS, DESKTOP, PHONE, Visitor } from '../browser/visitor.ts';
import { findPart } from '../parts.ts';
import { freePort } from '../service/running-service.ts';
import { until } from '../service/until.ts';
import { DashProcess } from './dash-process.ts';

const PROMETHEUS = findPart('prometheus', 'PROMETHEUS');
const CHROMIUM = findPart('chromium', 'CHROMIUM_PATH');

const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function dash(variables: Readonly<Record<string, string>>): Promise<DashProcess> {
  const started = await DashProcess.start(variables);
  ends.push(() => started.remove());
  return started;
}

describe('npm run dash', () => {
  it.skipIf(!PROMETHEUS || !CHROMIUM)(
    'starts the game and a Prometheus, shows what they tell, and leaves nothing behind',
    async () => {
      const [game, prometheus] = [await freePort(), await freePort()];
      const started = await dash({
        PORT: `${game}`,
        PROMETHEUS_PORT: `${prometheus}`,
        PROMETHEUS: PROMETHEUS!,
      });
      await started.serving();
      await until(
        'Prometheus has seen the game',
        async () => {
          const query = new URLSearchParams({
            query: 'playcode_rooms',
            start: `${Date.now() / 1000 - 60}`,
            end: `${Date.now() / 1000}`,
            step: '5',
          });
          const answer = await fetch(`${started.address}/query?${query}`);
          const { data } = (await answer.json()) as {
            readonly data?: { readonly result: readonly unknown[] };
          };
          return (data?.result.length ?? 0) > 0;
        },
        30_000,
      );

      const browser = await chromium.launch({ executablePath: CHROMIUM!, args: CHROMIUM_FLAGS });
      ends.push(() => browser.close());
      for (const [options, titles, card] of [
        [DESKTOP, ['Application', 'Infrastructure', 'Database'], 'Game sessions'],
        [PHONE, ['애플리케이션', '인프라', '데이터베이스'], '게임 세션'],
      ] as const) {
        const visitor = await Visitor.come(browser, started.address, options);
        const { page } = visitor;
        await page.goto(started.address);
        await expect.poll(() => page.locator('nav button').allTextContents()).toEqual(titles);
        const sessions = page.locator('article').filter({ has: page.locator('h3', { hasText: card }) });
        await expect.poll(() => sessions.first().locator('.number').textContent()).toBe('0rooms');
        for (const title of titles) {
          await page.getByRole('button', { name: title }).click();
          await expect.poll(() => page.locator('nav [aria-current=true]').textContent()).toBe(title);
          expect(await page.locator('article').count()).toBeGreaterThan(10);
        }
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
        expect([...visitor.complaints, ...visitor.strangers]).toEqual([]);
      }

      started.interrupt();
      expect(await started.ended()).toBe(0);
      expect(started.leftovers).toEqual([]);
      for (const port of [game, prometheus])
        await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
    },
  );

  it('says which variable is wrong and what to do', async () => {
    const busy = createServer().listen(0, '127.0.0.1');
    ends.push(async () => busy.close());
    await once(busy, 'listening');
    const { port } = busy.address() as { readonly port: number };
    const said = async (variables: Readonly<Record<string, string>>): Promise<string> => {
      const started = await dash(variables);
      expect(await started.ended()).toBe(1);
      expect(started.leftovers).toEqual([]);
      return started.output;
    };
    expect(
      await Promise.all([
        said({ DASH_PORT: 'http' }),
        said({ DASH_PORT: `${port}` }),
        said({ PORT: `${port}` }),
        said({ PROMETHEUS_URL: 'localhost:9090' }),
      ]),
    ).toEqual([
      'dash: DASH_PORT: found "http", expected a whole number from 1 to 65535.\n',
      `dash: DASH_PORT: ${port} is in use. Stop what listens there, or set DASH_PORT to a free one.\n`,
      `dash: PORT: ${port} is in use. Stop what listens there, or set PORT to a free one.\n`,
      'dash: PROMETHEUS_URL: found "localhost:9090", expected an address such as http://localhost:9090.\n',
    ]);
  });
});
