import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { afterAll, afterEach, describe, expect } from 'vitest';
import { itWith } from '../parts.ts';
import { type Site, startSite } from './site.ts';
import { CHROMIUM_FLAGS, DESKTOP, PHONE, Visitor } from './visitor.ts';

const CHROMIUM = { name: 'chromium', variable: 'CHROMIUM_PATH' } as const;

/** The promise to a player: from pressing play to moving, in milliseconds. */
const MOVING_MS = 2_000;

/** How long a page may take to show what a test waits for. */
const PATIENCE = { timeout: 15_000, interval: 50 } as const;

describe('a match in the browser', () => {
  let site: Site | undefined;
  let browser: Browser | undefined;

  afterEach(async () => {
    // Pages that nobody looks at any more would go on drawing.
    for (const context of browser?.contexts() ?? []) await context.close();
  });

  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });

  const come = async (executablePath: string, options: BrowserContextOptions): Promise<Visitor> => {
    site ??= await startSite();
    browser ??= await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
    return Visitor.come(browser, site.address, options);
  };

  itWith(CHROMIUM, 'is played on a desktop, and joined from a phone by its code', async (chromiumPath) => {
    const ada = await come(chromiumPath, DESKTOP);
    await ada.page.goto(site!.address);
    await ada.page.getByLabel('Name').fill('Ada');
    await ada.page.getByRole('button', { name: 'Play now' }).click();
    await ada.page.getByTestId('land').waitFor();

    const before = await ada.cells();
    expect(before).toBe(9);
    await expect.poll(() => ada.loop(), { ...PATIENCE, timeout: 40_000 }).toBeGreaterThan(before);
    await ada.picture('desktop-match');

    const address = new URL(ada.page.url());
    expect(address.pathname).toMatch(/^\/r\/[0-9A-HJKMNP-TV-Z]{6}$/);
    const bora = await come(chromiumPath, PHONE);
    await bora.page.goto(address.href);
    await bora.page.getByLabel('이름').fill('보라');
    await bora.picture('phone-invited');
    await bora.page.getByRole('button', { name: `${address.pathname.slice(3)} 방에 참가` }).tap();
    await bora.page.getByTestId('land').waitFor();
    await bora.swipe(0, -60);
    await bora.heads(0);
    await expect.poll(() => ada.people(), PATIENCE).toEqual(['Ada', '보라']);
    await expect.poll(() => bora.people(), PATIENCE).toEqual(['Ada', '보라']);
    await bora.picture('phone-match');

    ada.expectQuiet();
    bora.expectQuiet();
  });

  itWith(
    CHROMIUM,
    'goes on after a reload and after five seconds without a network',
    async (chromiumPath) => {
      const mina = await come(chromiumPath, PHONE);
      const { page } = mina;
      await page.goto(site!.address);
      await page.getByLabel('이름').fill('미나');
      await page.getByRole('button', { name: '바로 시작' }).tap();
      await page.getByTestId('land').waitFor();
      await mina.swipe(60, 0);
      await mina.heads(1);
      const room = page.url();
      const players = await page.getByTestId('players').textContent();

      await page.reload();
      await page.getByTestId('land').waitFor();
      expect(page.url()).toBe(room);
      expect(await page.getByTestId('players').textContent()).toBe(players);
      expect(await mina.people()).toContain('미나');
      await mina.goOn(0, 60, 2);

      await page.context().setOffline(true);
      await page.getByTestId('lost').waitFor({ timeout: 5_000 });
      await mina.picture('phone-lost');
      const lost = Date.now();
      await expect.poll(() => Date.now() - lost, { timeout: 6_000, interval: 100 }).toBeGreaterThan(3_000);
      await page.context().setOffline(false);
      await page.getByTestId('lost').waitFor({ state: 'detached', timeout: 5_000 });
      await mina.goOn(-60, 0, 3);
      expect(page.url()).toBe(room);
      expect(mina.strangers).toEqual([]);
    },
  );

  itWith(CHROMIUM, 'is watched by who finds no seat', async (chromiumPath) => {
    const host = await come(chromiumPath, DESKTOP);
    await host.page.goto(site!.address);
    await host.page.getByLabel('Name').fill('Host');
    await host.openRoom(/^Duel/);
    const room = host.page.url();
    const guest = await come(chromiumPath, DESKTOP);
    await guest.page.goto(room);
    await guest.page.getByLabel('Name').fill('Guest');
    await guest.page.keyboard.press('Enter');
    await expect.poll(() => host.guests(), PATIENCE).toEqual(['Host', 'Guest']);
    await host.page.getByRole('button', { name: 'Start' }).click();
    await guest.page.getByTestId('land').waitFor();

    const watcher = await come(chromiumPath, PHONE);
    await watcher.page.goto(room);
    await watcher.page.getByLabel('이름').fill('구경꾼');
    await watcher.page.keyboard.press('Enter');
    await watcher.page.getByText('자리가 없어 구경하고 있어요').waitFor();
    expect(await watcher.people()).toEqual(['Guest', 'Host']);
    expect(await watcher.page.getByTestId('land').count()).toBe(0);
    const follow = watcher.page.getByRole('button', { name: '따라가는 중' });
    const before = await follow.textContent();
    await follow.tap();
    await expect.poll(() => follow.textContent(), PATIENCE).not.toBe(before);
    await watcher.picture('phone-watching');
    watcher.expectQuiet();
  });

  itWith(CHROMIUM, 'has its player moving within two seconds of pressing play', async (chromiumPath) => {
    // A busy machine only ever adds to a time: the least of three visits is nearest to the page's own.
    const times: number[] = [];
    for (let visit = 1; visit <= 3; visit += 1) {
      const visitor = await come(chromiumPath, DESKTOP);
      const { page } = visitor;
      const begin = performance.now();
      await page.goto(site!.address);
      await page.getByLabel('Name').fill(`Visit ${visit}`);
      const loaded = performance.now();
      await page.getByRole('button', { name: 'Play now' }).click();
      await page.getByTestId('land').waitFor();
      const seated = performance.now();
      await page.keyboard.press('ArrowRight');
      await visitor.heads(1);
      const moving = performance.now();
      console.log(
        `load ${Math.round(loaded - begin)} ms, play to seat ${Math.round(seated - loaded)} ms, play to moving ${Math.round(moving - loaded)} ms, load to moving ${Math.round(moving - begin)} ms`,
      );
      times.push(moving - loaded);
      await page.context().close();
    }
    expect(Math.min(...times)).toBeLessThan(MOVING_MS);
  });
});
