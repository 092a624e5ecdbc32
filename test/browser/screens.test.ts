import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { findBarriers } from './axe.ts';
import { PATIENCE, Reception } from './reception.ts';
import { DESKTOP, PHONE } from './visitor.ts';

/** The first load, compressed, in bytes. */
const MOST_FIRST_LOAD = 60_000;

/** What of a page, beside names that are cut on purpose, is out of sight at its side. */
function outOfSight(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('main, main *')]
    .filter((one) => one.closest('.unseen, .name, .qr path, option') === null)
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1
      || (one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'visible' && one.matches(':not(input)')))
    .map((one) => one.outerHTML.slice(0, 80))`);
}

/** Edges of an element on the screen. */
async function sidesOf(
  page: Page,
  selector: string,
): Promise<Record<'left' | 'right' | 'top' | 'bottom', number>> {
  const { x, y, width, height } = (await page.locator(selector).boundingBox())!;
  return { left: x, right: x + width, top: y, bottom: y + height };
}

describe('the screens', () => {
  const reception = Reception.open();

  for (const [title, options] of [
    ['on a light desktop', DESKTOP],
    ['on a dark phone', { ...PHONE, colorScheme: 'dark' }],
  ] as const) {
    reception.it(`have no barriers ${title}`, async () => {
      const name = title.replaceAll(' ', '-');
      const visitor = await reception.visit(options);
      const { page } = visitor;
      await page.locator('form').waitFor();
      expect(await findBarriers(page)).toEqual([]);
      await visitor.picture(`home-${name}`);
      await page.getByRole('link', { name: /^Privacy|^개인정보 안내/ }).click();
      await page.getByRole('heading', { name: /^When you play|^게임을 할 때/ }).waitFor();
      expect(await findBarriers(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
      await visitor.picture(`privacy-${name}`);
      await page.goBack();
      await page.locator('input[name=name]').fill('Mina');
      await page.locator('.friends .wide').click();
      await page.getByRole('radio').first().waitFor();
      expect(await findBarriers(page)).toEqual([]);
      await visitor.picture(`new-room-${name}`);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.locator('button[type=submit]').click();
      await page.getByTestId('land').waitFor();
      expect(await findBarriers(page)).toEqual([]);
      await page.locator('.corner button').click();
      await page.locator('.qr').waitFor();
      expect(await findBarriers(page)).toEqual([]);
      await visitor.picture(`menu-${name}`);
      visitor.expectQuiet();
      await page.goto(`${reception.address}/no/such/page`);
      await page.getByRole('heading', { name: 'CODELAND' }).waitFor();
      expect(await findBarriers(page)).toEqual([]);
    });
  }

  reception.it('are reached and played by keyboard alone', async () => {
    const visitor = await reception.visit(DESKTOP);
    const { page } = visitor;
    await page.locator('form').waitFor();
    // What leads to the season and to privacy is not called somebody's profile.
    expect(await page.getByRole('navigation', { name: 'My profile' }).count()).toBe(0);
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

  reception.it('speak the language that was chosen, also next time', async () => {
    const { page } = await reception.visit(DESKTOP);
    await page.getByRole('button', { name: 'Play now' }).waitFor();
    await page.getByRole('button', { name: '한국어' }).click();
    await page.getByRole('button', { name: '바로 시작' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('ko');
    await page.reload();
    await page.getByRole('button', { name: '바로 시작' }).waitFor();
  });

  reception.it('say what is wrong with a name or a code', async () => {
    const { page } = await reception.visit(DESKTOP);
    await page.getByRole('button', { name: 'Play now' }).click();
    await expect.poll(() => page.getByRole('alert').textContent()).toMatch(/1 to 12/);
    await page.getByLabel('Name').fill('Ada');
    await page.getByLabel('Play code').fill('ABC');
    await page.getByRole('button', { name: 'Join', exact: true }).click();
    await expect.poll(() => page.getByRole('alert').textContent()).toMatch(/six to eight/);
    await page.getByLabel('Play code').fill('ZZZZZZ');
    await page.getByRole('button', { name: 'Join', exact: true }).click();
    await expect.poll(() => page.getByRole('alert').textContent()).toMatch(/no such room/);
    await page.goto(`${reception.address}/r/K7Q2M!`);
    await expect.poll(() => page.getByRole('alert').textContent()).toMatch(/six to eight/);
  });

  reception.it('say plainly that there is no sign-in, where there is none', async () => {
    const { page } = await reception.visit(DESKTOP, '/me');
    await page.getByRole('heading', { name: 'This server has no sign-in' }).waitFor();
    await page.getByText('Everybody plays as a guest here').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(await page.getByRole('link', { name: 'Privacy' }).getAttribute('href')).toBe(
      '/privacy?language=en',
    );
    await page.route('**/api/me', (route) => route.fulfill({ status: 503, json: { error: 'unavailable' } }));
    await page.reload();
    await page.getByRole('heading', { name: 'My profile' }).waitFor();
    await page.getByRole('alert').getByText('That could not be loaded').waitFor();
    await page.unroute('**/api/me');
    await page.getByRole('link', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'This server has no sign-in' }).waitFor();
  });

  reception.it('let one ask again for a season that did not come', async () => {
    const { page } = await reception.come(DESKTOP);
    await page.route('**/api/seasons/**', (route) => route.abort());
    await page.goto(`${reception.address}/leaderboard`);
    await page.getByRole('alert').getByText('That could not be loaded').waitFor();
    await page.unroute('**/api/seasons/**');
    await page.getByRole('link', { name: 'Try again' }).click();
    await page.getByText('Nobody is here yet.').waitFor();
  });

  reception.it('take a whole link for its code', async () => {
    const { page } = await reception.visit(DESKTOP);
    const code = page.getByLabel('Play code');
    await code.focus();
    await page.keyboard.insertText('https://playcode.gg/r/K7Q2MX?watch');
    expect(await code.inputValue()).toBe('K7Q2MX');
    await page.getByRole('button', { name: 'Join room K7Q2MX' }).waitFor();
  });

  reception.it('let a code be mended in its middle', async () => {
    const { page } = await reception.visit(DESKTOP);
    const code = page.getByLabel('Play code');
    await code.fill('K7Q2MX');
    for (const key of ['Home', 'ArrowRight', 'Delete', 'Delete', 'a', 'b']) await code.press(key);
    await page.getByRole('button', { name: 'Join room KAB2MX' }).waitFor();
  });

  reception.it('ask for a name before anything is chosen that would be forgotten meanwhile', async () => {
    const { page } = await reception.visit(DESKTOP);
    await page.getByRole('button', { name: 'New private room' }).click();
    await page.getByRole('alert').getByText('1 to 12').waitFor();
    await expect.poll(() => page.locator(':focus').getAttribute('name')).toBe('name');
    await page.keyboard.type('Ada');
    await page.getByRole('button', { name: 'New private room' }).click();
    await page.getByRole('dialog').waitFor();
  });

  reception.it('gather people in a room of the chosen size, without motion for who wants none', async () => {
    const visitor = await reception.come({ ...DESKTOP, reducedMotion: 'reduce' });
    const { page } = visitor;
    // As on a page without TLS, in somebody's own network.
    await page.addInitScript('delete Crypto.prototype.randomUUID; delete Navigator.prototype.clipboard;');
    await page.goto(reception.address);
    await page.getByLabel('Name').fill('Host');
    await visitor.openRoom(/^Large/);
    const code = await page.getByTestId('code').textContent();
    expect(new URL(page.url()).pathname).toBe(`/r/${code}`);
    await page.getByRole('img', { name: 'QR code of the invitation' }).waitFor();
    await page.getByRole('button', { name: 'Copy link' }).click();
    expect(await page.getByLabel('Copy this link by hand').inputValue()).toBe(page.url());
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByTestId('countdown').waitFor();
    expect(await page.getByTestId('clock').textContent()).toBe('3:00');
    await page.getByTestId('countdown').waitFor({ state: 'detached' });
    await page.setViewportSize({ width: 740, height: 360 });
    const hint = (await page.locator('.notice.start').boundingBox())!;
    // The own land is 54 pixels high around the middle, or else on the other side of it.
    expect(hint.y + hint.height < 153 || hint.y > 207).toBe(true);
    await page.keyboard.press('KeyW');
    await visitor.heads(0);
    expect(await page.getByTestId('players').textContent()).toBe('of 24');
    await page.setViewportSize({ width: 740, height: 330 });
    const ranking = (await page.getByTestId('standings').boundingBox())!;
    const map = (await page.getByRole('img', { name: 'Map' }).boundingBox())!;
    expect(ranking.y + ranking.height).toBeLessThan(map.y);
    await page.setViewportSize({ width: 320, height: 568 });
    // One line: what stands below it begins where the next would.
    expect((await page.locator('.score p').boundingBox())!.height).toBeLessThan(20);
    await page.emulateMedia({ forcedColors: 'active' });
    const styleOf = (what: string) => page.evaluate(`getComputedStyle(document.querySelector('${what}'))`);
    expect(await styleOf('.standings .mine .swatch')).toMatchObject({ backgroundColor: 'rgb(210, 43, 13)' });
    expect(await styleOf('.corner button')).toMatchObject({ borderTopWidth: '1px' });
    visitor.expectQuiet();
  });

  for (const [language, locale, name] of [
    ['Korean', 'ko-KR', '하늘바다구름별님아'],
    ['English', 'en-US', 'Adalbertina'],
  ] as const) {
    reception.it(`stay whole on a phone with letters twice as large, in ${language}`, async () => {
      const visitor = await reception.come({ ...PHONE, locale });
      const { page } = visitor;
      const session = await page.context().newCDPSession(page);
      await session.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
      await page.goto(reception.address);
      await page.locator('button[type=submit]').waitFor();
      const letters = "getComputedStyle(document.querySelector('button[type=submit]')).fontSize";
      expect(await page.evaluate(letters)).toBe('38px');
      expect(await outOfSight(page)).toEqual([]);
      await page.locator('input[name=name]').fill(name);
      await page.locator('.friends .wide').click();
      await page.getByRole('radio').first().waitFor();
      expect(await outOfSight(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await visitor.openRoom(/^Small|^작은 판/);
      expect(await outOfSight(page)).toEqual([]);
      await page.getByRole('button', { name: /^Start|^시작하기/ }).click();
      await page.getByTestId('land').waitFor();
      expect(await outOfSight(page)).toEqual([]);
      const clock = (await page.locator('.clock').boundingBox())!;
      expect((await sidesOf(page, '.score small')).right).toBeLessThanOrEqual(clock.x);
      await page.locator('.corner button').click();
      await page.locator('.qr').waitFor();
      expect(await outOfSight(page)).toEqual([]);
      visitor.expectQuiet();
    });
  }

  for (const [width, height] of [
    [568, 320],
    [640, 360],
  ] as const) {
    reception.it(`hide no head and nothing of each other on a phone that lies, ${width} wide`, async () => {
      const visitor = await reception.visit({ ...PHONE, locale: 'en-US', viewport: { width, height } });
      const { page } = visitor;
      await page.getByLabel('Name').fill('Adalbertina');
      await page.getByRole('button', { name: 'Play now' }).tap();
      await page.getByTestId('land').waitFor();
      const ranking = await sidesOf(page, '.standings');
      expect((await sidesOf(page, '.notice.start')).right).toBeLessThanOrEqual(ranking.left);
      await page.getByRole('button', { name: 'Menu' }).tap();
      await page.getByLabel('Arrow pad on screen').check();
      await page.getByRole('button', { name: 'Go on' }).tap();
      const pad = await sidesOf(page, '.dpad');
      // One's own land is 54 pixels wide around the middle.
      expect(pad.right).toBeLessThan(width / 2 - 27);
      expect(pad.bottom).toBeLessThanOrEqual(height);
      expect((await sidesOf(page, '.minimap')).top).toBeGreaterThan(
        (await sidesOf(page, '.standings')).bottom,
      );
      visitor.expectQuiet();
    });
  }

  for (const [width, height] of [
    [660, 560],
    [800, 600],
    [900, 640],
  ] as const) {
    reception.it(`say what is to be said beside the ranking, in a window ${width} wide`, async () => {
      const visitor = await reception.visit({ ...DESKTOP, viewport: { width, height } });
      const { page } = visitor;
      await page.getByLabel('Name').fill('Ada');
      await page.getByRole('button', { name: 'Play now' }).click();
      await page.getByTestId('land').waitFor();
      // Who has begun close to the upper edge is told below the middle, and so below the ranking.
      const isClear = async (selector: string): Promise<boolean> => {
        const [said, ranking] = [await sidesOf(page, selector), await sidesOf(page, '.standings')];
        return said.right < ranking.left || said.top > ranking.bottom;
      };
      expect(await isClear('.notice.start')).toBe(true);
      await page.context().setOffline(true);
      await page.getByTestId('lost').waitFor();
      expect(await isClear('.banner')).toBe(true);
    });
  }

  reception.it('say little over the board of the smallest phones', async () => {
    const viewport = { width: 320, height: 568 };
    const { page } = await reception.visit({ ...PHONE, locale: 'en-US', viewport });
    await page.getByLabel('Name').fill('Ada');
    await page.getByRole('button', { name: 'Play now' }).tap();
    await page.getByTestId('land').waitFor();
    const { top, bottom } = await sidesOf(page, '.notice.start');
    // It begins 102 pixels above the middle, where one's own head is 16 pixels high.
    expect(bottom - top).toBeLessThan(94);
  });

  reception.it('keep off a notch, on whichever side of a phone that lies', async () => {
    const visitor = await reception.come({ ...PHONE, viewport: { width: 740, height: 360 } });
    const { page } = visitor;
    const session = await page.context().newCDPSession(page);
    const insets = { top: 0, left: 0, right: 59, bottom: 21 };
    await session.send('Emulation.setSafeAreaInsetsOverride', { insets });
    await page.goto(reception.address);
    await page.getByLabel('이름').fill('보라');
    await page.getByRole('button', { name: '바로 시작' }).tap();
    await page.getByTestId('land').waitFor();
    expect(await sidesOf(page, '.corner button')).toMatchObject({ right: 681 });
    expect(await sidesOf(page, '.minimap')).toMatchObject({ right: 681, bottom: 339 });
    expect(await sidesOf(page, '.score')).toMatchObject({ left: 16 });
    await page.getByRole('button', { name: '메뉴' }).tap();
    await page.locator('.qr').waitFor();
    const menu = await sidesOf(page, 'dialog');
    expect(menu.bottom).toBeLessThanOrEqual(339);
    expect(menu.right).toBeLessThanOrEqual(681);
    await session.send('Emulation.setSafeAreaInsetsOverride', { insets: { ...insets, left: 47, right: 0 } });
    await expect.poll(() => sidesOf(page, '.score'), PATIENCE).toMatchObject({ left: 51 });
    expect(await sidesOf(page, '.corner button')).toMatchObject({ right: 728 });
  });

  reception.it(
    'have the pad where the thumb of who holds a tablet is, and send links as a tablet does',
    async () => {
      const visitor = await reception.come({ ...PHONE, viewport: { width: 1180, height: 820 } });
      const { page } = visitor;
      await page.addInitScript(
        'Object.assign(Navigator.prototype, { canShare: () => true, share: async (sheet) => { window.shared = sheet.url } });',
      );
      await page.goto(reception.address);
      await page.getByLabel('이름').fill('보라');
      await page.getByRole('button', { name: '바로 시작' }).tap();
      await page.getByTestId('land').waitFor();
      await page.getByRole('button', { name: '메뉴' }).tap();
      await page.getByRole('button', { name: '링크 보내기' }).tap();
      await expect.poll(() => page.evaluate('window.shared'), PATIENCE).toBe(page.url());
      await page.getByLabel('화면 방향키').check();
      await page.getByRole('button', { name: '계속하기' }).tap();
      expect((await sidesOf(page, '.dpad')).right).toBeLessThan(220);
    },
  );

  reception.it('come in with few bytes', async () => {
    const visitor = await reception.come(PHONE);
    const sizes = new Map<string, number>();
    visitor.page.on('response', async (response) => {
      const body = await response.body().catch(() => null);
      if (body !== null) sizes.set(new URL(response.url()).pathname, gzipSync(body).length);
    });
    await visitor.page.goto(reception.address);
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
