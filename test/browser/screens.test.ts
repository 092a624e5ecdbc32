import { gzipSync } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, afterEach, describe, expect } from 'vitest';
import { itWith } from '../parts.ts';
import { findBarriers } from './axe.ts';
import { type Site, startSite } from './site.ts';
import { CHROMIUM_FLAGS, DESKTOP, PHONE, Visitor } from './visitor.ts';

const CHROMIUM = { name: 'chromium', variable: 'CHROMIUM_PATH' } as const;

/** The first load, compressed, in bytes. */
const MOST_FIRST_LOAD = 60_000;

describe('the screens', () => {
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

  const come = async (
    executablePath: string,
    options: Parameters<Browser['newContext']>[0],
  ): Promise<Visitor> => {
    site ??= await startSite();
    browser ??= await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
    return Visitor.come(browser, site.address, { ...options });
  };

  for (const [title, options] of [
    ['on a light desktop', DESKTOP],
    ['on a dark phone', { ...PHONE, colorScheme: 'dark' }],
  ] as const) {
    itWith(CHROMIUM, `have no barriers ${title}`, async (chromiumPath) => {
      const name = title.replaceAll(' ', '-');
      const visitor = await come(chromiumPath, options);
      const { page } = visitor;
      await page.goto(site!.address);
      await page.locator('form').waitFor();
      expect(await findBarriers(page)).toEqual([]);
      await visitor.picture(`home-${name}`);
      await page.locator('input[name=name]').fill('Mina');
      await page.locator('button[type=submit]').click();
      await page.getByTestId('land').waitFor();
      expect(await findBarriers(page)).toEqual([]);
      await page.locator('.corner button').click();
      await page.locator('.qr').waitFor();
      expect(await findBarriers(page)).toEqual([]);
      await visitor.picture(`menu-${name}`);
      visitor.expectQuiet();
    });
  }

  itWith(CHROMIUM, 'are reached and played by keyboard alone', async (chromiumPath) => {
    const visitor = await come(chromiumPath, DESKTOP);
    const { page } = visitor;
    await page.goto(site!.address);
    await page.locator('form').waitFor();
    const focused = page.locator(':focus');
    await page.keyboard.press('Tab');
    await expect.poll(() => focused.getAttribute('name')).toBe('name');
    await page.keyboard.type('Keys');
    await page.keyboard.press('Enter');
    await page.getByTestId('land').waitFor();
    await page.keyboard.press('KeyS');
    await visitor.heads(2);
    await page.keyboard.press('Tab');
    await expect.poll(() => focused.getAttribute('aria-label')).toBe('Menu');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('KeyD');
    await visitor.heads(1);
  });

  itWith(CHROMIUM, 'speak the language that was chosen, also next time', async (chromiumPath) => {
    const { page } = await come(chromiumPath, DESKTOP);
    await page.goto(site!.address);
    await page.getByRole('button', { name: 'Play now' }).waitFor();
    await page.getByRole('button', { name: '한국어' }).click();
    await page.getByRole('button', { name: '바로 시작' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('ko');
    await page.reload();
    await page.getByRole('button', { name: '바로 시작' }).waitFor();
  });

  itWith(CHROMIUM, 'say what is wrong with a name or a code', async (chromiumPath) => {
    const { page } = await come(chromiumPath, DESKTOP);
    await page.goto(site!.address);
    await page.getByRole('button', { name: 'Play now' }).click();
    await expect.poll(() => page.getByRole('alert').textContent()).toMatch(/1 to 12/);
    await page.getByLabel('Name').fill('Ada');
    await page.getByLabel('Play code').fill('ABC');
    await page.getByRole('button', { name: 'Join', exact: true }).click();
    await expect.poll(() => page.getByRole('alert').textContent()).toMatch(/six to eight/);
    await page.getByLabel('Play code').fill('ZZZZZZ');
    await page.getByRole('button', { name: 'Join', exact: true }).click();
    await expect.poll(() => page.getByRole('alert').textContent()).toMatch(/no such room/);
  });

  itWith(
    CHROMIUM,
    'gather people in a room of the chosen size, without motion for who wants none',
    async (chromiumPath) => {
      const visitor = await come(chromiumPath, { ...DESKTOP, reducedMotion: 'reduce' });
      const { page } = visitor;
      await page.goto(site!.address);
      await page.getByLabel('Name').fill('Host');
      await visitor.openRoom(/^Large/);
      const code = await page.getByTestId('code').textContent();
      expect(new URL(page.url()).pathname).toBe(`/r/${code}`);
      await page.getByRole('img', { name: 'QR code of the invitation' }).waitFor();
      expect(await findBarriers(page)).toEqual([]);
      await page.getByRole('button', { name: 'Start' }).click();
      await page.getByTestId('countdown').waitFor();
      expect(await page.getByTestId('clock').textContent()).toBe('3:00');
      await page.getByTestId('countdown').waitFor({ state: 'detached' });
      await page.keyboard.press('KeyW');
      await visitor.heads(0);
      expect(await page.getByTestId('players').textContent()).toBe('of 24');
      visitor.expectQuiet();
    },
  );

  itWith(CHROMIUM, 'come in with few bytes', async (chromiumPath) => {
    const visitor = await come(chromiumPath, PHONE);
    const sizes = new Map<string, number>();
    visitor.page.on('response', async (response) => {
      const body = await response.body().catch(() => null);
      if (body !== null) sizes.set(new URL(response.url()).pathname, gzipSync(body).length);
    });
    await visitor.page.goto(site!.address);
    // The worker is asked for last.
    await expect
      .poll(() => [...sizes.keys()].some((path) => path.includes('worker')), { timeout: 15_000 })
      .toBe(true);
    await visitor.page.waitForLoadState('networkidle');
    await expect.poll(() => sizes.size, { timeout: 15_000 }).toBeGreaterThanOrEqual(4);
    const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    console.log(`first load ${total} bytes compressed:`, Object.fromEntries(sizes));
    expect(total).toBeLessThan(MOST_FIRST_LOAD);
    visitor.expectQuiet();
  });
});
