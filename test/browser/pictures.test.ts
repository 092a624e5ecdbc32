import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect } from 'vitest';
import { Reception } from './reception.ts';
import { squareMatch } from './recordings.ts';
import { DESKTOP, PHONE } from './visitor.ts';

/** Pictures that somebody has looked at and found right. `UPDATE_PICTURES=1` takes them anew. */
const APPROVED = join(import.meta.dirname, 'approved');

/** A pixel differs if a channel does by more than this, and so many in a thousand pixels may: machines draw curves differently. */
const MOST_STEPS = 32;
const MOST_PER_MILLE = 5;

/** Pixels in a thousand that differ. */
async function difference(one: Buffer, other: Buffer): Promise<number> {
  const [a, b] = await Promise.all(
    [one, other].map((png) => sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true })),
  );
  expect(a!.info).toMatchObject({ width: b!.info.width, height: b!.info.height });
  let differing = 0;
  for (let at = 0; at < a!.data.length; at += 3) {
    const steps = [0, 1, 2].map((channel) => Math.abs(a!.data[at + channel]! - b!.data[at + channel]!));
    if (Math.max(...steps) > MOST_STEPS) differing += 1;
  }
  return (differing * 1000) / (a!.data.length / 3);
}

describe('the board', () => {
  const reception = Reception.open();

  // Pieces without text: fonts are the machine's own.
  for (const [name, options, clip] of [
    ['light-phone', { ...PHONE, deviceScaleFactor: 1 }, { x: 10, y: 212, width: 340, height: 310 }],
    ['dark-desktop', { ...DESKTOP, colorScheme: 'dark' }, { x: 360, y: 60, width: 560, height: 560 }],
  ] as const satisfies readonly [string, BrowserContextOptions, object][]) {
    reception.it(`looks as it was approved: ${name}`, async () => {
      const { page } = await reception.come({ ...options, reducedMotion: 'reduce' });
      const kept = { body: squareMatch(), contentType: 'application/octet-stream' };
      await page.route('**/api/matches/*', (route) => route.fulfill(kept));
      await page.goto(`${reception.address}/m/a-match-of-squares?as=1`);
      await page.getByTestId('time').waitFor();
      await page.keyboard.press('Space');
      await page.locator('input[type=range]').fill('700');
      await page.locator('main[data-tick="700"]').waitFor();
      // Two pictures later the moment is on the screen.
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
      const picture = await page.screenshot({ clip });
      const file = join(APPROVED, `${name}.png`);
      if (process.env.UPDATE_PICTURES === '1') writeFileSync(file, picture);
      expect(await difference(picture, readFileSync(file))).toBeLessThan(MOST_PER_MILLE);
    });
  }
});
