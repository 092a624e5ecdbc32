import { chromium } from 'playwright-core';
import { describe, expect } from 'vitest';
import { digestOfAddress, parseAddress } from '../../service/src/mail/address.ts';
import { UnsubscribeTokens } from '../../service/src/mail/unsubscribe.ts';
import { itWith } from '../parts.ts';
import { runService } from '../service/running-service.ts';
import { CHROMIUM_FLAGS, DESKTOP } from './visitor.ts';

const KEY = 'k'.repeat(32);

/** A service that sends mail, though to nobody here: it knows the links in its mails by the key. */
const MAIL = { SMTP_URL: 'smtp://127.0.0.1:1', SESSION_KEY: KEY, MAIL_FROM: 'noreply@playcode.gg' };

describe('the link at the end of a mail', () => {
  itWith(
    { name: 'chromium', variable: 'CHROMIUM_PATH' },
    'leads to a button that ends all mail to the address',
    async (path) => {
      const service = await runService(MAIL);
      const browser = await chromium.launch({ executablePath: path, args: CHROMIUM_FLAGS });
      try {
        const page = await (await browser.newContext(DESKTOP)).newPage();
        const digest = digestOfAddress(parseAddress('friend@example.com')!);
        await page.goto(`${service.address}/unsubscribe/${new UnsubscribeTokens(KEY).issue(digest)}`);
        await page.getByRole('button', { name: 'Yes, no more mail' }).click();
        await page.getByText('No mail will come to this address any more.').waitFor({ timeout: 10_000 });
        expect(await page.getByRole('button').count()).toBe(0);
      } finally {
        await browser.close();
        await service.stop();
      }
    },
  );
});
