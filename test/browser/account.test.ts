import type { Request } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect } from 'vitest';
import { findBarriers } from './axe.ts';
import { FORGETTING_PAGES, PATIENCE, Reception } from './reception.ts';
import { startSiteWithProviders } from './site-with-providers.ts';
import { DESKTOP, PHONE } from './visitor.ts';

describe('accounts in the browser', () => {
  const reception = Reception.open(() => startSiteWithProviders(), [FORGETTING_PAGES]);

  for (const [title, options, texts] of [
    [
      'on a light desktop',
      DESKTOP,
      {
        signIn: 'Sign in with Google',
        save: 'Save',
        saved: 'Saved.',
        unreadable: 'This picture cannot be read.',
        menu: 'Menu',
        invite: 'Invite by mail',
        invalid: 'Check the address.',
        invited: 'The invitation is on its way.',
        remove: 'Delete account',
        sure: 'Delete it',
        none: 'Nobody is here yet. Be the first.',
        newRoom: 'New private room',
        unranked: 'With so few robots the match counts for the season only if 8 play.',
      },
    ],
    [
      'on a dark phone',
      { ...PHONE, colorScheme: 'dark' },
      {
        signIn: '네이버로 로그인',
        save: '저장',
        saved: '저장했어요.',
        unreadable: '읽을 수 없는 사진이에요.',
        menu: '메뉴',
        invite: '메일로 초대',
        invalid: '메일 주소를 확인해 주세요.',
        invited: '초대 메일을 보내고 있어요.',
        remove: '계정 삭제',
        sure: '삭제하기',
        none: '아직 아무도 없어요. 첫 자리를 차지해 보세요.',
        newRoom: '새 방 만들기',
        unranked: '로봇을 이렇게 줄이면 8명 이상 함께해야 시즌 순위에 들어가요.',
      },
    ],
  ] as const) {
    reception.it(`are made, used and deleted without barriers ${title}`, async () => {
      const visitor = await reception.come(options);
      const { page } = visitor;
      const { google, naver } = reception.site;
      const look = async (name: string): Promise<void> => {
        expect(await findBarriers(page)).toEqual([]);
        const beyond = 'document.documentElement.scrollWidth - innerWidth';
        const beyondMain = "document.querySelector('main').scrollWidth - innerWidth";
        expect(await page.evaluate(`[${beyond}, ${beyondMain}]`)).toEqual([0, 0]);
        await visitor.picture(`${name}-${title.replaceAll(' ', '-')}`);
      };
      google.person = { sub: title, given_name: 'Ana' };
      naver.person = { id: title, nickname: '김하늘' };
      await page.goto(reception.address);
      await page.getByRole('link', { name: texts.signIn }).waitFor();
      await look('sign-in');

      await page.getByRole('link', { name: texts.signIn }).click();
      await page.waitForURL(`${reception.address}/me`);
      const name = page.locator('input[name=name]');
      await name.waitFor();
      await page.locator('section .quiet').first().waitFor();
      await look('profile');
      // Twelve megapixels, as phones have them: what is posted is far smaller.
      const photo = await sharp({ create: { width: 4000, height: 3000, channels: 3, background: '#2a7' } })
        .jpeg()
        .toBuffer();
      const file = page.locator('input[type=file]');
      await file.setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: photo });
      const portrait = page.locator('.picture-chooser img');
      await portrait.waitFor();
      expect(await portrait.evaluate((image) => image.decode().then(() => image.naturalWidth))).toBe(256);
      await look('profile-with-picture');
      await file.setInputFiles({
        name: 'photo.jpg',
        mimeType: 'image/jpeg',
        buffer: Buffer.from('no picture'),
      });
      await page.getByText(texts.unreadable).waitFor();
      expect(await portrait.count()).toBe(1);
      await name.fill('Wind 바람');
      await page.getByRole('button', { name: texts.save }).click();
      await page.getByText(texts.saved).waitFor();

      await page.goto(`${reception.address}/leaderboard`);
      await page.getByText(texts.none).waitFor();
      await look('leaderboard');

      await page.goto(reception.address);
      await page.locator('.player-link').getByText('Wind 바람').waitFor();
      await look('home-signed-in');
      await page.getByRole('button', { name: texts.newRoom }).click();
      const unranked = page.getByText(texts.unranked);
      expect(await unranked.count()).toBe(0);
      await page.locator('dialog select').selectOption('0');
      await unranked.waitFor();
      expect(await findBarriers(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.locator('button[type=submit]').click();
      await page.getByTestId('land').waitFor();
      expect(await visitor.people()).toContain('Wind 바람');

      await page.getByRole('button', { name: texts.menu }).click();
      await page.locator('input[name=to]').fill('nobody');
      await page.getByRole('button', { name: texts.invite }).click();
      await page.getByText(texts.invalid).waitFor();
      await page.locator('input[name=to]').fill('friend@example.com');
      await page.getByRole('button', { name: texts.invite }).click();
      await page.getByText(texts.invited).waitFor();
      await look('invite-by-mail');

      await page.goto(`${reception.address}/me`);
      await page.getByRole('button', { name: texts.remove }).click();
      await page.getByRole('dialog').waitFor();
      await look('deletion');
      await page.getByRole('button', { name: texts.sure }).click();
      await page.waitForURL(`${reception.address}/`);
      expect(visitor.complaints).toEqual([]);
    });
  }

  reception.it('are reached by keyboard alone, and left by it', async () => {
    const visitor = await reception.come(DESKTOP);
    const { page } = visitor;
    const { naver } = reception.site;
    naver.person = { id: 'keys', nickname: 'Keys' };
    await page.goto(reception.address);
    await page.getByRole('link', { name: 'Sign in with Naver' }).waitFor();
    const focused = page.locator(':focus');
    const tabTo = async (text: string): Promise<void> => {
      for (let tabs = 0; tabs < 30; tabs += 1) {
        await page.keyboard.press('Tab');
        if ((await focused.count()) === 1 && (await focused.textContent()) === text) return;
      }
      throw new Error(`no way by keyboard to ${text}`);
    };
    await tabTo('Sign in with Naver');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${reception.address}/me`);
    await page.locator('input[name=name]').fill('\u3164');
    await tabTo('Save');
    await page.keyboard.press('Enter');
    await page.getByText('Please give a name of 1 to 12 visible letters.').waitFor();
    await tabTo('Delete account');
    await page.keyboard.press('Enter');
    await page.locator('dialog :focus').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await tabTo('Download my data');
    await tabTo('Sign out');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${reception.address}/`);
    await page.getByRole('link', { name: 'Sign in with Naver' }).waitFor();
  });

  reception.it(
    'keep the seat where it is played now, when a page elsewhere finds its connection again',
    async () => {
      const [laptop, phone] = [await reception.come(DESKTOP), await reception.come(PHONE)];
      reception.site.google.person = { sub: 'two devices', given_name: 'Ana' };
      for (const { page } of [laptop, phone]) {
        await page.goto(`${reception.address}/auth/google?return=/me`);
        await page.locator('input[name=name]').waitFor();
      }
      await laptop.page.goto(reception.address);
      await laptop.page.locator('.player-link').waitFor();
      await laptop.openRoom(/^Duel/);
      const room = laptop.page.url();
      const isReturn = (request: Request): boolean => request.postDataJSON()?.isReturn === true;
      const isAskedAgain = laptop.page.waitForRequest(isReturn);
      await laptop.page.context().setOffline(true);
      await laptop.page.getByRole('alert').waitFor();
      await phone.page.goto(room);
      await phone.page.getByRole('button', { name: /방에 참가$/ }).tap();
      await expect.poll(() => phone.guests(), PATIENCE).toEqual(['Ana']);
      // By itself it would come back to the seat, not take it.
      await isAskedAgain;
      await laptop.page.context().setOffline(false);
      await laptop.page.getByText('You play on in another window or on another device.').waitFor();
      await phone.page.getByRole('button', { name: '시작하기', exact: true }).tap();
      await phone.page.getByTestId('land').waitFor();
      expect(await phone.people()).toEqual(['Ana']);
    },
  );

  reception.it('are not shown any more after signing out, also by the way back', async () => {
    const { page } = await reception.come(DESKTOP);
    reception.site.naver.person = { id: 'shared', nickname: 'Shared' };
    await page.goto(`${reception.address}/auth/naver?return=/me`);
    await page.locator('input[name=name]').waitFor();
    await page.goto(reception.address);
    await page.locator('.player-link').waitFor();
    await page.getByRole('link', { name: 'My profile' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in with Naver' }).waitFor();
    await page.evaluate('setTimeout(() => history.back())');
    await page.getByRole('heading', { name: 'Please sign in' }).waitFor();
    await page.evaluate('setTimeout(() => history.back())');
    await page.getByRole('button', { name: 'Play now' }).waitFor();
    await page.getByRole('link', { name: 'Sign in with Naver' }).waitFor();
    expect(await page.locator('.player-link').count()).toBe(0);
  });

  reception.it('show each match of the past once, however often more are asked for', async () => {
    const { page } = await reception.come(DESKTOP);
    reception.site.naver.person = { id: 'past', nickname: 'Past' };
    const match = (id: string) => ({
      match: id,
      who: 1,
      place: 1,
      of: 8,
      score: 9,
      endedAt: '2026-11-27T09:00:00.000Z',
    });
    const held: (() => void)[] = [];
    await page.route('**/api/me/history', (route) =>
      route.fulfill({ json: { matches: [match('newer')], next: '2026-11-27T09:00:00.000Z' } }),
    );
    await page.route('**/api/me/history?before=*', async (route) => {
      await new Promise<void>((resolve) => held.push(resolve));
      await route.fulfill({ json: { matches: [match('older')], next: null } });
    });
    await page.goto(`${reception.address}/auth/naver?return=/me`);
    await page.getByRole('button', { name: 'Show more' }).dblclick();
    await expect.poll(() => held.length).toBeGreaterThan(0);
    for (const answer of held) answer();
    await page.getByRole('button', { name: 'Show more' }).waitFor({ state: 'detached' });
    expect(await page.locator('.history a').count()).toBe(2);
    expect(held).toHaveLength(1);
  });

  reception.it('offer neither pictures nor mail where the service has no place for them', async () => {
    const { page } = await reception.come(DESKTOP);
    reception.site.naver.person = { id: 'plain', nickname: 'Plain' };
    await page.route('**/api/me', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...(await answer.json()), offers: [] } });
    });
    await page.goto(`${reception.address}/auth/naver?return=/me`);
    await page.locator('input[name=name]').waitFor();
    expect(await page.locator('input[type=file]').count()).toBe(0);
    await page.goto(reception.address);
    await page.locator('.player-link').waitFor();
    await page.locator('button[type=submit]').click();
    await page.getByTestId('land').waitFor();
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByTestId('code').waitFor();
    expect(await page.locator('input[name=to]').count()).toBe(0);
  });

  reception.it('say why a sign-in came to nothing, in both languages, and lead on', async () => {
    for (const [options, heading, retry, without] of [
      [DESKTOP, 'Sign-in cancelled', 'Try again', 'Play without'],
      [PHONE, '로그인을 그만뒀어요', '다시 하기', '로그인 없이 하기'],
    ] as const) {
      const visitor = await reception.come(options);
      const { page } = visitor;
      const { naver } = reception.site;
      naver.person = null;
      await page.goto(`${reception.address}/auth/naver?return=/leaderboard`);
      await page.getByRole('heading', { name: heading }).waitFor();
      expect(await findBarriers(page)).toEqual([]);
      await visitor.picture(`sign-in-cancelled-${retry === 'Try again' ? 'desktop' : 'phone'}`);
      expect(await page.getByRole('link', { name: without }).getAttribute('href')).toBe('/');
      naver.person = { id: `after all ${heading}`.slice(0, 40), nickname: 'Late' };
      await page.getByRole('link', { name: retry }).click();
      await page.waitForURL(`${reception.address}/me`);
      for (const trouble of ['expired', 'foreign', 'refused', 'unavailable', 'too-many']) {
        await page.goto(`${reception.address}/sign-in/${trouble}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        expect(await findBarriers(page)).toEqual([]);
      }
      expect(visitor.complaints).toEqual([]);
    }
  });
});
