import { describe, expect } from 'vitest';
import { findBarriers } from './axe.ts';
import { PATIENCE, Reception } from './reception.ts';
import { DESKTOP, PHONE } from './visitor.ts';

describe('a private room in the browser', () => {
  const reception = Reception.open();

  reception.it('gathers people, is locked and started by its host, by touch', async () => {
    const host = await reception.visit(PHONE);
    await host.page.getByLabel('이름').fill('보라');
    await host.openRoom(/^작은 판/);
    const room = host.page.url();
    const guest = await reception.come(DESKTOP);
    await guest.page.goto(room);
    await guest.page.getByLabel('Name').fill('Ada');
    await guest.page.keyboard.press('Enter');
    await expect.poll(() => host.guests(), PATIENCE).toEqual(['보라', 'Ada']);
    await guest.page.reload();
    await expect.poll(() => guest.guests(), PATIENCE).toEqual(['보라', 'Ada']);
    expect(await guest.page.getByRole('button', { name: 'Start' }).count()).toBe(0);

    await host.page.getByLabel('더 들어오지 못하게 방 잠그기').tap();
    await guest.page.getByText('The room is locked.').waitFor();
    const stranger = await reception.come(DESKTOP);
    await stranger.page.goto(room);
    await stranger.page.getByLabel('Name').fill('Eve');
    await stranger.page.keyboard.press('Enter');
    await stranger.page.getByText('The host has locked this room.').waitFor();

    await host.picture('phone-waiting');
    await host.page.getByRole('button', { name: '시작하기' }).tap();
    for (const { page } of [host, guest]) await page.getByTestId('countdown').waitFor();
    await host.page.getByTestId('countdown').waitFor({ state: 'detached' });
    await host.swipe(60, 0);
    await host.heads(1);
    expect(await guest.people()).toEqual(['Ada', '보라']);
    host.expectQuiet();
    guest.expectQuiet();
  });

  reception.it('is handed to the next when its host leaves', async () => {
    const host = await reception.visit(DESKTOP);
    await host.page.getByLabel('Name').fill('Host');
    await host.openRoom(/^Duel/);
    const guest = await reception.come(DESKTOP);
    await guest.page.goto(host.page.url());
    await guest.page.getByLabel('Name').fill('Next');
    await guest.page.keyboard.press('Enter');
    await expect.poll(() => host.guests(), PATIENCE).toEqual(['Host', 'Next']);
    await host.page.getByRole('button', { name: 'Leave' }).click();
    await host.page.getByRole('button', { name: 'Play now' }).waitFor();
    await guest.page.getByRole('button', { name: 'Start' }).click();
    await guest.page.getByTestId('land').waitFor();
    expect(await guest.people()).toEqual(['Next']);
    guest.expectQuiet();
  });

  reception.it('is watched two seconds late by who only wants to see', async () => {
    const host = await reception.visit(DESKTOP);
    await host.page.getByLabel('Name').fill('Host');
    await host.openRoom(/^Duel/);
    const room = host.page.url();
    const watcher = await reception.come(PHONE);
    await watcher.page.goto(room);
    await watcher.page.getByRole('button', { name: '구경만 하기' }).tap();
    await expect.poll(() => watcher.guests(), PATIENCE).toEqual(['Host']);
    expect(watcher.page.url()).toBe(`${room}?watch`);
    await host.page.getByRole('button', { name: 'Start' }).click();
    await host.page.getByTestId('watchers').getByText('1 watching').waitFor();
    await watcher.page.getByText('구경하고 있어요. 2초 늦게 보여요.').waitFor();
    await host.page.getByTestId('countdown').waitFor({ state: 'detached' });
    const [shown, late] = await Promise.all([host, watcher].map((visitor) => visitor.tick()));
    expect(shown! - late!).toBeGreaterThan(8);
    // A reload watches on, and takes no seat.
    await watcher.page.reload();
    await watcher.page.getByText('구경하고 있어요. 2초 늦게 보여요.').waitFor();
    expect(await host.people()).toEqual(['Host']);
    expect(await findBarriers(watcher.page)).toEqual([]);
    await watcher.picture('phone-spectating');
    watcher.expectQuiet();
  });

  reception.it('is the one to which a link leads, also in the tab of a match', async () => {
    const host = await reception.visit(DESKTOP);
    await host.page.getByLabel('Name').fill('Host');
    await host.openRoom(/^Duel/);
    const guest = await reception.visit(DESKTOP);
    await guest.page.getByLabel('Name').fill('Ada');
    await guest.page.keyboard.press('Enter');
    await guest.page.getByTestId('land').waitFor();
    await guest.page.goto(host.page.url());
    const code = new URL(host.page.url()).pathname.slice('/r/'.length);
    await guest.page.getByRole('button', { name: `Join room ${code}` }).click();
    await expect.poll(() => host.guests(), PATIENCE).toEqual(['Host', 'Ada']);
    guest.expectQuiet();
  });

  reception.it('is found again by who could not come in just then', async () => {
    const host = await reception.visit(DESKTOP);
    await host.page.getByLabel('Name').fill('Host');
    await host.openRoom(/^Duel/);
    const room = host.page.url();
    const code = new URL(room).pathname.slice('/r/'.length);
    await host.page.route('**/tickets', (route) =>
      route.fulfill({ status: 503, json: { error: 'unavailable', message: '' } }),
    );
    await host.page.reload();
    await host.page.getByText('The game is out of breath.').waitFor();
    await host.page.unroute('**/tickets');
    await host.page.getByRole('button', { name: `Join room ${code}` }).click();
    await expect.poll(() => host.guests(), PATIENCE).toEqual(['Host']);

    const lock = host.page.getByLabel('Lock the room');
    await lock.check();
    const guest = await reception.visit(DESKTOP, new URL(room).pathname);
    await guest.page.getByLabel('Name').fill('Ada');
    await guest.page.keyboard.press('Enter');
    await guest.page.getByText('The host has locked this room.').waitFor();
    await lock.uncheck();
    await guest.page.getByRole('button', { name: `Join room ${code}` }).click();
    await expect.poll(() => host.guests(), PATIENCE).toEqual(['Host', 'Ada']);
  });

  reception.it('that is over leaves whoever comes to it a way into another match', async () => {
    const guest = await reception.visit(PHONE, '/r/ZZZZZZ');
    const { page } = guest;
    await page.getByLabel('이름').fill('보라');
    await page.getByRole('button', { name: 'ZZZZZZ 방에 참가' }).tap();
    await page.getByText('그런 방이 없거나 경기가 끝났어요.').waitFor();
    // The code can still be mended.
    expect(await page.getByLabel('초대 코드').inputValue()).toBe('ZZZZZZ');
    await page.getByRole('button', { name: '바로 시작' }).tap();
    await page.getByTestId('land').waitFor();
  });
});
