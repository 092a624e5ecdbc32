import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect } from 'vitest';
import { RULES_VERSION } from '../../service/game/index.ts';
import { BRIEF_PLAY, NextRelease } from '../service/servers/next-release.ts';
import { findBarriers } from './axe.ts';
import { PATIENCE, Reception } from './reception.ts';
import { type SiteWithProviders, startSiteWithProviders } from './site-with-providers.ts';
import { DESKTOP, PHONE, type Visitor } from './visitor.ts';

/** A colour that nothing of the game has. */
const VIOLET = { r: 120, g: 40, b: 200 } as const;

/** Today's pages at a service whose matches are over in seconds: by rules that the pages fetch from it. */
async function startBriefSite(): Promise<SiteWithProviders> {
  const release = await NextRelease.build(RULES_VERSION + 1, BRIEF_PLAY);
  try {
    const site = await startSiteWithProviders(release.main);
    return { ...site, stop: () => site.stop().finally(() => release.remove()) };
  } catch (error) {
    release.remove();
    throw error;
  }
}

/** Pixels of a desktop's board that are of a colour, give or take what a picture loses on its way. */
async function pixelsOnBoard(page: Page, { r, g, b }: typeof VIOLET): Promise<number> {
  const board = { x: 480, y: 0, width: 800, height: 800 };
  const pixels = await sharp(await page.screenshot({ clip: board }))
    .removeAlpha()
    .raw()
    .toBuffer();
  let found = 0;
  for (let at = 0; at < pixels.length; at += 3) {
    const steps = [pixels[at]! - r, pixels[at + 1]! - g, pixels[at + 2]! - b].map(Math.abs);
    if (Math.max(...steps) < 12) found += 1;
  }
  return found;
}

/** The widest name that there is. */
const ANA = 'WWWWWWWWWWWW';

/** Signs in as Ana and hangs a violet picture. */
async function signIn({ page }: Visitor, { address, google }: SiteWithProviders): Promise<void> {
  google.person = { sub: 'evening', given_name: ANA };
  await page.goto(`${address}/auth/google?return=/me`);
  const photo = await sharp({ create: { width: 400, height: 400, channels: 3, background: VIOLET } })
    .png()
    .toBuffer();
  const file = page.locator('input[type=file]');
  await file.setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: photo });
  await page.locator('.picture-chooser img').waitFor();
}

/** CSS pixels of what something holds that are out of its sight at its side. */
async function beyond(page: Page, selector: string): Promise<number> {
  return page.locator(selector).evaluate((element) => element.scrollWidth - element.clientWidth);
}

/** Whether nothing lies on the buttons of what comes next, on the screen of a result. */
function isOnwardClear(page: Page): Promise<boolean> {
  return page.evaluate(`[...document.querySelectorAll('.onward button, .onward a')].every((one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    return [top + 3, (top + bottom) / 2, bottom - 3]
      .every((y) => one === document.elementFromPoint((left + right) / 2, y));
  })`);
}

describe('an evening with friends', () => {
  const reception = Reception.open(startBriefSite);

  reception.it('leads from the waiting room through a match to its rematch, and is kept', async () => {
    const ana = await reception.come(DESKTOP);
    await signIn(ana, reception.site);
    await ana.page.goto(reception.address);
    await ana.page.locator('.player-link').waitFor();
    await ana.page.setViewportSize({ width: 320, height: 568 });
    expect(await beyond(ana.page, 'main')).toBe(0);
    await ana.page.setViewportSize({ width: 1280, height: 800 });
    await ana.openRoom(/^Duel/);
    const room = new URL(ana.page.url()).pathname;
    const bora = await reception.visit(PHONE, room);
    await bora.page.getByLabel('이름').fill('보라');
    await bora.page.keyboard.press('Enter');
    await expect.poll(() => ana.guests(), PATIENCE).toEqual([ANA, '보라']);
    const watcher = await reception.visit(DESKTOP, `${room}?watch`);
    await watcher.page.getByText('You are watching').waitFor();
    for (const { page } of [bora, watcher]) {
      const face = page.getByTestId('guests').locator('li', { hasText: ANA }).locator('img');
      expect(await face.getAttribute('src')).toMatch(/^\/pictures\/[\w-]+-small\.webp$/);
    }

    await ana.page.getByRole('button', { name: 'Start' }).click();
    await ana.page.getByTestId('countdown').waitFor();
    await ana.page.getByTestId('countdown').waitFor({ state: 'detached' });
    await ana.page.keyboard.press('ArrowRight');
    await ana.heads(1);
    await bora.page.getByTestId('standings').locator('img').waitFor();

    for (const visitor of [ana, bora, watcher]) {
      await visitor.page.getByTestId('verdict').waitFor(PATIENCE);
      // Keyboards and screen readers go on from there.
      await expect
        .poll(() => visitor.page.locator(':focus').getAttribute('data-testid'), PATIENCE)
        .toBe('verdict');
      await visitor.page.locator('.result .standings img').waitFor();
      expect(await findBarriers(visitor.page)).toEqual([]);
      if (visitor === bora) {
        await visitor.picture('phone-result');
        expect(await beyond(visitor.page, '.result .card')).toBe(0);
      } else await expect.poll(() => pixelsOnBoard(visitor.page, VIOLET), PATIENCE).toBeGreaterThan(500);
    }
    await ana.picture('desktop-result');

    await ana.page.getByRole('button', { name: 'Rematch with the same people' }).click();
    await expect.poll(() => ana.guests(), PATIENCE).toEqual([ANA]);
    await bora.page.getByText('한 판 더 하려고 모이고 있어요.').waitFor();
    await bora.page.setViewportSize({ width: 360, height: 610 });
    const own = (await bora.page.locator('.result .standings .mine').boundingBox())!;
    const onward = (await bora.page.locator('.onward').boundingBox())!;
    expect(own.y + own.height).toBeLessThanOrEqual(onward.y);
    for (const [width, height] of [
      [320, 568],
      [640, 360],
      [568, 320],
    ] as const) {
      await bora.page.setViewportSize({ width, height });
      await expect.poll(() => isOnwardClear(bora.page), PATIENCE).toBe(true);
    }
    // Whoever reads letters twice as large can tell who is who.
    const session = await bora.page.context().newCDPSession(bora.page);
    await session.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
    await bora.page.setViewportSize({ width: 360, height: 740 });
    const cut = `[...document.querySelectorAll('.result .standings .name')]
      .filter((name) => name.scrollWidth > name.clientWidth).map((name) => name.textContent)`;
    expect(await bora.page.evaluate(cut)).toEqual([]);
    await bora.picture('phone-result-large');
    // Who only watched has no name yet, and finds the room again after giving one.
    await watcher.page.getByRole('button', { name: 'Join the rematch' }).click();
    const called = new URL(ana.page.url()).pathname.slice('/r/'.length);
    await watcher.page.getByRole('button', { name: `Join room ${called}` }).waitFor();
    await watcher.page.getByLabel('Name').fill('Cleo');
    await watcher.page.keyboard.press('Enter');
    await expect.poll(() => ana.guests(), PATIENCE).toEqual([ANA, 'Cleo']);
    for (const visitor of [bora, watcher]) visitor.expectQuiet();
    expect(ana.complaints).toEqual([]);

    await ana.page.goto(`${reception.address}/leaderboard`);
    await ana.page.locator('.places .mine img').waitFor();
    expect(await ana.page.locator('.places .mine td').allTextContents()).toEqual([
      '1',
      expect.stringMatching(/^[01]$/),
      '1',
      expect.stringMatching(/^\d+$/),
    ]);
    await ana.page.setViewportSize({ width: 360, height: 640 });
    expect(await beyond(ana.page, 'main')).toBe(0);
    await ana.page.setViewportSize({ width: 1280, height: 800 });
    await ana.page.goto(`${reception.address}/me`);
    await ana.page.locator('.history li').getByText('of 2').click();
    await ana.page.getByTestId('time').waitFor();
    await ana.page.keyboard.press('End');
    await ana.page.getByTestId('standings').locator('.mine img').waitFor();
    await expect.poll(() => pixelsOnBoard(ana.page, VIOLET), PATIENCE).toBeGreaterThan(200);
  });

  reception.it(
    'goes on into the next match also where the browser forbids to remember anything',
    async () => {
      const visitor = await reception.come(DESKTOP);
      const { page } = visitor;
      await page.addInitScript(`for (const storage of ['localStorage', 'sessionStorage'])
      Object.defineProperty(window, storage, { get() { throw new DOMException('forbidden', 'SecurityError'); } });`);
      await page.goto(reception.address);
      await page.getByLabel('Name').fill('Ada');
      await page.getByRole('button', { name: 'Play now' }).click();
      await page.getByTestId('verdict').waitFor(PATIENCE);
      await page.getByRole('button', { name: 'Play again' }).click();
      await page.getByTestId('land').waitFor();
      expect(await visitor.people()).toContain('Ada');
      visitor.expectQuiet();
    },
  );

  reception.it('is silent for whoever has not touched the page, as browsers ask for', async () => {
    const player = await reception.visit(PHONE);
    await player.page.getByLabel('이름').fill('보라');
    await player.page.getByRole('button', { name: '바로 시작' }).tap();
    await player.page.getByTestId('land').waitFor();
    const watcher = await reception.come(DESKTOP);
    // To Chromium whatever a test asks a page counts as a touch.
    await watcher.page.addInitScript(`localStorage.setItem('codeland.sound', 'on');
      Object.defineProperty(UserActivation.prototype, 'hasBeenActive', { get: () => false });
      window.sounds = 0;
      window.AudioContext = class extends AudioContext { constructor() { super(); window.sounds += 1; } };`);
    await watcher.page.goto(`${player.page.url()}?watch`);
    await watcher.page.getByTestId('verdict').waitFor(PATIENCE);
    expect(await watcher.page.evaluate('window.sounds')).toBe(0);
  });

  reception.it('tells who was away at the end of a match how it came out', async () => {
    const host = await reception.visit(DESKTOP);
    await host.page.getByLabel('Name').fill('Host');
    await host.openRoom(/^Duel/);
    const room = new URL(host.page.url()).pathname;
    const away = await reception.visit(PHONE, room);
    await away.page.getByLabel('이름').fill('보라');
    await away.page.keyboard.press('Enter');
    await expect.poll(() => host.guests(), PATIENCE).toEqual(['Host', '보라']);
    await host.page.getByRole('button', { name: 'Start' }).click();
    await away.page.getByTestId('land').waitFor();
    await away.ticks(1);
    await away.page.context().setOffline(true);
    await host.page.getByTestId('verdict').waitFor(PATIENCE);
    const ranking = await host.ranking();
    await host.page.context().close();
    // The service has given the socket up, and the room is gone.
    const sockets = async (): Promise<string> => (await fetch(`${reception.address}/metrics`)).text();
    await expect
      .poll(sockets, { timeout: 40_000, interval: 500 })
      .toMatch(/^playcode_websocket_connections(\{.*\})? 0$/m);
    const watch = `${reception.address}/api/rooms/${room.slice('/r/'.length)}/spectators`;
    const ask = async (): Promise<number> => (await fetch(watch, { method: 'POST' })).status;
    await expect.poll(ask, { timeout: 40_000, interval: 1_000 }).toBe(404);

    await away.page.context().setOffline(false);
    await away.page.getByTestId('verdict').waitFor(PATIENCE);
    expect(await away.page.getByTestId('verdict').textContent()).toMatch(/^[12]위/);
    expect(await away.ranking()).toEqual(ranking);
  });
});
