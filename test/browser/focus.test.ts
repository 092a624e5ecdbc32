import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect } from 'vitest';
import { FORGETTING_PAGES, PATIENCE, Reception } from './reception.ts';
import { squareMatch } from './recordings.ts';
import { startSiteWithProviders } from './site-with-providers.ts';
import { DESKTOP } from './visitor.ts';

/** What has the focus: its tag, what it is called or says, and what describes it. */
function focusOf(page: Page): Promise<string> {
  return page.evaluate(`(({ tagName, ariaLabel, name, textContent, ariaDescribedByElements }) =>
    [tagName, ariaLabel || name || textContent.trim(), ...(ariaDescribedByElements ?? []).map((one) => one.textContent)].join(' '))(document.activeElement)`);
}

/** Presses a button by keyboard. */
async function press(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true });
  await button.focus();
  await button.press('Enter');
}

describe('the focus of who goes by keyboard, or listens', () => {
  const reception = Reception.open(() => startSiteWithProviders(), [FORGETTING_PAGES]);

  reception.it('is at the title of each screen that comes, and begins as any page’s', async () => {
    const { page } = await reception.visit(DESKTOP);
    const expectFocus = (wanted: string | RegExp) =>
      expect.poll(() => focusOf(page), PATIENCE).toMatch(wanted);
    await page.getByRole('button', { name: 'Play now' }).waitFor();
    expect(await focusOf(page)).toMatch(/^BODY/);
    await page.getByLabel('Name').fill('Ada');
    await page.keyboard.press('Enter');
    await expectFocus(/^H1 The match Set off with the arrow keys or WASD/);
    await press(page, 'Menu');
    await expectFocus('BUTTON Close');
    await press(page, 'Leave');
    await expectFocus(/^H1 CODELAND/);
    await press(page, 'New private room');
    await press(page, 'Make the room');
    await expectFocus('H1 Waiting for friends');
    await press(page, 'Start');
    await expectFocus(/^H1 The match Starts in/);
    await press(page, 'Menu');
    await page.keyboard.press('Escape');
    await expectFocus('BUTTON Menu');
    await page.getByTestId('countdown').waitFor({ state: 'detached' });
  });

  reception.it('stays where it was when somebody is turned away', async () => {
    const { page } = await reception.visit(DESKTOP);
    const expectFocus = (wanted: string) => expect.poll(() => focusOf(page), PATIENCE).toBe(wanted);
    const alert = page.getByRole('alert');
    await page.getByLabel('Name').fill('Ada');
    await page.getByLabel('Play code').fill('ZZZZZZ');
    for (const button of ['Join', 'Only watch', 'Join room ZZZZZZ']) {
      await press(page, button);
      await alert.getByText('There is no such room').waitFor();
      await expectFocus(`BUTTON ${button}`);
    }
    await page.route('**/api/rooms', (route) => route.fulfill({ status: 503, json: { error: 'full' } }));
    await press(page, 'New private room');
    await press(page, 'Make the room');
    await alert.getByText('All rooms are taken').waitFor();
    await expectFocus('BUTTON New private room');
  });

  reception.it('is not lost with a button that goes away once it is pressed', async () => {
    const viewer = await reception.come(DESKTOP);
    const { page } = viewer;
    const expectFocus = (wanted: string) => expect.poll(() => focusOf(page), PATIENCE).toBe(wanted);
    await page.route('**/api/matches/squares', (route) =>
      route.fulfill({ body: squareMatch(), contentType: 'application/octet-stream' }),
    );
    await page.goto(`${reception.address}/m/squares`);
    await expect.poll(() => viewer.tick(), PATIENCE).toBeGreaterThan(3);
    await press(page, 'Pause');
    await expectFocus('BUTTON Go on');
    await press(page, 'Follow someone');
    await press(page, 'Whole board');
    await expectFocus('BUTTON Follow someone');
    await press(page, 'Close');
    await expect.poll(() => focusOf(page), PATIENCE).toMatch(/^H1 CODELAND/);
  });

  reception.it('stays on a profile, whatever is changed there, refused, or brought', async () => {
    const { page } = await reception.come(DESKTOP);
    const expectFocus = (wanted: string) => expect.poll(() => focusOf(page), PATIENCE).toBe(wanted);
    reception.site.naver.person = { id: 'focus', nickname: 'Focus' };
    const match = (id: string, place: number) => ({
      match: id,
      who: 1,
      place,
      of: 8,
      score: 9,
      endedAt: '2026-11-27T09:00:00.000Z',
    });
    await page.route('**/api/me/history', (route) =>
      route.fulfill({ json: { matches: [match('newer', 1)], next: '2026-11-27T09:00:00.000Z' } }),
    );
    await page.route('**/api/me/history?before=*', (route) =>
      route.fulfill({ json: { matches: [match('older', 2)], next: null } }),
    );
    await page.goto(`${reception.address}/auth/naver?return=/me`);
    await expectFocus('H1 My profile');
    await press(page, 'Show more');
    await expect.poll(() => focusOf(page), PATIENCE).toMatch(/^A Place 2 of 8/);

    const photo = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#2a7' } })
      .png()
      .toBuffer();
    const file = page.locator('input[type=file]');
    await file.focus();
    await file.setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: photo });
    await page.getByText('Saved.').waitFor();
    await expectFocus('INPUT picture');
    await press(page, 'Remove picture');
    await page.getByRole('button', { name: 'Remove picture' }).waitFor({ state: 'detached' });
    await expectFocus('INPUT picture');

    await page.route('**/api/me', (route) =>
      route.request().method() === 'DELETE' ? route.abort() : route.fallback(),
    );
    await press(page, 'Delete account');
    await press(page, 'Delete it');
    await page.getByRole('alert').getByText('That could not be loaded or saved.').waitFor();
    await expectFocus('BUTTON Delete account');
  });

  reception.it('stays with an invitation that is on its way, and comes to a link to be copied', async () => {
    const host = await reception.come(DESKTOP);
    const { page } = host;
    const expectFocus = (wanted: string) => expect.poll(() => focusOf(page), PATIENCE).toBe(wanted);
    await page.addInitScript('delete Navigator.prototype.clipboard;');
    reception.site.naver.person = { id: 'inviting', nickname: 'Host' };
    await page.goto(`${reception.address}/auth/naver?return=/`);
    await page.goto(reception.address);
    await page.locator('.player-link').waitFor();
    await host.openRoom(/^Duel/);
    await page.getByLabel('Mail address of a friend').fill('friend@example.com');
    await press(page, 'Invite by mail');
    await page.getByText('The invitation is on its way.').waitFor();
    await expectFocus('BUTTON Invite by mail');
    await press(page, 'Copy link');
    await expectFocus('INPUT link');
    expect(await page.evaluate('getSelection().toString()')).toBe(page.url());
  });
});
