import { chromium } from 'playwright-core';
import { describe, expect } from 'vitest';
import { itWith } from '../parts.ts';
import { startSite } from './site.ts';
import { CHROMIUM_FLAGS, DESKTOP } from './visitor.ts';

/** Three ways in which a script comes into a page that lets somebody else's text in. */
const INJECTIONS = `
  const script = document.createElement('script');
  script.textContent = 'globalThis.harm = "script"';
  document.body.append(script);
  const picture = document.createElement('div');
  picture.innerHTML = '<img src="/nowhere" onerror="globalThis.harm = \\'handler\\'">';
  document.body.append(picture);
  const link = document.createElement('a');
  link.href = 'javascript:globalThis.harm = "link"';
  document.body.append(link);
  link.click();
`;

describe('a page of the site', () => {
  itWith(
    { name: 'chromium', variable: 'CHROMIUM_PATH' },
    'does not run what is written into it',
    async (path) => {
      const site = await startSite();
      const browser = await chromium.launch({ executablePath: path, args: CHROMIUM_FLAGS });
      try {
        const page = await (await browser.newContext(DESKTOP)).newPage();
        const refused: string[] = [];
        page.on('console', (message) => {
          if (message.text().includes('Content Security Policy')) refused.push(message.text());
        });
        await page.goto(site.address);
        await page.locator('form').waitFor();
        await page.evaluate(INJECTIONS);
        await expect.poll(() => refused.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(3);
        expect(await page.evaluate('globalThis.harm')).toBeUndefined();
      } finally {
        await browser.close();
        await site.stop();
      }
    },
  );
});
