import type { BrowserContextOptions } from 'playwright-core';
import { describe, expect } from 'vitest';
import { findBarriers } from './axe.ts';
import { PATIENCE, Reception } from './reception.ts';
import { squareMatch } from './recordings.ts';
import { DESKTOP, PHONE, type Visitor } from './visitor.ts';

const MATCH = 'a-match-of-squares';

describe('a match watched again in the browser', () => {
  const reception = Reception.open();

  /** A visitor for whom the service has kept one match: a real one would take three minutes to play. */
  const come = async (options: BrowserContextOptions): Promise<Visitor> => {
    const visitor = await reception.come(options);
    const kept = { body: squareMatch(), contentType: 'application/octet-stream' };
    await visitor.page.route(`**/api/matches/${MATCH}`, (route) => route.fulfill(kept));
    return visitor;
  };

  reception.it('plays, rests, is wound and stepped by keys and slider', async () => {
    const viewer = await come(DESKTOP);
    const { page } = viewer;
    await page.goto(`${reception.address}/m/${MATCH}?as=1`);
    await expect.poll(() => viewer.tick(), PATIENCE).toBeGreaterThan(3);
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Go on' }).waitFor();
    const resting = await viewer.tick();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => viewer.tick(), PATIENCE).toBe(resting + 1);
    await page.keyboard.press('Shift+ArrowLeft');
    await expect.poll(() => viewer.tick(), PATIENCE).toBe(Math.max(0, resting - 32));

    const slider = page.getByLabel('Moment of the match');
    await slider.fill('1000');
    await expect.poll(() => viewer.tick(), PATIENCE).toBe(1000);
    expect(await slider.getAttribute('aria-valuetext')).toBe('2:30');
    const late = await viewer.ranking();
    await slider.fill('300');
    await expect.poll(() => viewer.tick(), PATIENCE).toBe(300);
    await slider.fill('1000');
    await expect.poll(() => viewer.tick(), PATIENCE).toBe(1000);
    expect(await viewer.ranking()).toEqual(late);

    await page.getByRole('button', { name: '8×' }).click();
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect.poll(() => viewer.tick(), PATIENCE).toBe(1200);
    await page.getByRole('button', { name: 'Go on' }).waitFor();
    await page.getByRole('button', { name: 'Follow someone' }).click();
    await page.getByRole('button', { name: 'Whole board' }).click();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Play now' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/');
    viewer.expectQuiet();
  });

  reception.it('is wound by touch on a phone', async () => {
    const viewer = await come({ ...PHONE, colorScheme: 'dark' });
    const { page } = viewer;
    await page.goto(`${reception.address}/m/${MATCH}`);
    await page.getByRole('button', { name: '멈추기' }).tap();
    const box = (await page.getByLabel('경기의 순간').boundingBox())!;
    await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
    await expect.poll(() => viewer.tick(), PATIENCE).toBeGreaterThan(550);
    expect(await viewer.tick()).toBeLessThan(650);
    expect(await findBarriers(page)).toEqual([]);
    await viewer.picture('phone-replay');
    // A little wider, where the time and the speeds just do not fit beside each other.
    await page.setViewportSize({ width: 390, height: 844 });
    const time = page.getByTestId('time');
    expect(await time.evaluate((text) => text.scrollWidth - text.clientWidth)).toBe(0);
    expect((await time.boundingBox())!.height).toBeLessThan(30);
    await page.setViewportSize({ width: 740, height: 360 });
    await page.getByRole('button', { name: '따라가기' }).tap();
    await page.getByRole('button', { name: '전체 보기' }).waitFor();
    expect(await page.getByRole('img', { name: '지도' }).count()).toBe(0);
    viewer.expectQuiet();
  });

  reception.it('is asked for again while it is being kept', async () => {
    const viewer = await come(DESKTOP);
    const { page } = viewer;
    let asked = 0;
    await page.route('**/api/matches/*', (route) => {
      asked += 1;
      return asked === 1
        ? route.fulfill({ status: 404, json: { error: 'unknown-match', message: '' } })
        : route.fallback();
    });
    await page.goto(`${reception.address}/m/${MATCH}`);
    await page.getByTestId('time').waitFor();
    expect(asked).toBe(2);
  });

  reception.it('has its controls in as few rows as fit on a small phone, whoever is followed', async () => {
    for (const [width, height, most] of [
      [320, 568, 200],
      [568, 320, 120],
    ] as const) {
      const viewer = await come({ ...PHONE, locale: 'en-US', viewport: { width, height } });
      const { page } = viewer;
      await page.goto(`${reception.address}/m/${MATCH}`);
      await expect.poll(() => viewer.tick(), PATIENCE).toBeGreaterThan(3);
      const panel = page.getByRole('region', { name: 'Controls of the replay' });
      expect((await panel.boundingBox())!.height).toBeLessThan(most);
      await page.getByRole('button', { name: 'Follow someone' }).tap();
      const { width: across } = (await page.getByRole('button', { name: 'Whole board' }).boundingBox())!;
      expect(across).toBe(44);
      expect((await panel.boundingBox())!.height).toBeLessThan(most);
      expect(await panel.evaluate((section) => section.scrollWidth - section.clientWidth)).toBe(0);
    }
  });

  reception.it('shows its time also in the colours of the system', async () => {
    const { page } = await come({ ...DESKTOP, forcedColors: 'active' });
    await page.goto(`${reception.address}/m/${MATCH}`);
    const { x, y, width, height } = (await page.getByLabel('Moment of the match').boundingBox())!;
    const spotAt = (down: number): Promise<Buffer> =>
      page.screenshot({ clip: { x: x + width * 0.9, y: y + down, width: 2, height: 2 } });
    expect((await spotAt(height / 2)).equals(await spotAt(2))).toBe(false);
  });
});
