import { describe, expect } from 'vitest';
import { PATIENCE, Reception } from './reception.ts';
import { DESKTOP, PHONE, type Visitor } from './visitor.ts';

/** Goes back as by the browser's button or a swipe from the edge; later, as the page that answers here may be left by it. */
async function goBack({ page }: Visitor): Promise<void> {
  await page.evaluate('setTimeout(() => history.back())');
}

describe('the way back', () => {
  const reception = Reception.open();

  reception.it('opens the menu of a match, which can be closed, and leads home from there', async () => {
    const visitor = await reception.visit(PHONE, '/leaderboard');
    const { page } = visitor;
    await page.goto(reception.address);
    await page.getByLabel('이름').fill('보라');
    await page.getByRole('button', { name: '바로 시작' }).tap();
    await page.getByTestId('land').waitFor();
    const room = page.url();

    await goBack(visitor);
    await page.getByRole('dialog', { name: '메뉴' }).waitFor();
    await expect.poll(() => page.url(), PATIENCE).toBe(room);
    await page.getByRole('button', { name: '계속하기' }).tap();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await visitor.swipe(60, 0);
    await visitor.heads(1);

    await goBack(visitor);
    await page.getByRole('dialog').waitFor();
    await expect.poll(() => page.url(), PATIENCE).toBe(room);
    await goBack(visitor);
    await page.getByRole('button', { name: '바로 시작' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/');
    await goBack(visitor);
    await page.waitForURL('**/leaderboard');
    expect(visitor.complaints).toEqual([]);
  });

  reception.it('is one step off the site after a match that was left by its menu', async () => {
    const visitor = await reception.visit(DESKTOP, '/leaderboard');
    const { page } = visitor;
    await page.goto(reception.address);
    await page.getByLabel('Name').fill('Ada');
    for (let match = 1; match <= 2; match += 1) {
      await page.getByRole('button', { name: 'Play now' }).click();
      await page.getByTestId('land').waitFor();
      await page.getByRole('button', { name: 'Menu' }).click();
      await page.getByRole('button', { name: 'Leave' }).click();
      await page.getByRole('button', { name: 'Play now' }).waitFor();
    }
    await goBack(visitor);
    await page.waitForURL('**/leaderboard');
  });

  reception.it('leads home from the waiting room, also for who was invited, and after a reload', async () => {
    const host = await reception.visit(DESKTOP);
    await host.page.getByLabel('Name').fill('Host');
    await host.openRoom(/^Duel/);
    const guest = await reception.visit(DESKTOP, new URL(host.page.url()).pathname);
    await guest.page.getByLabel('Name').fill('Guest');
    await guest.page.keyboard.press('Enter');
    await expect.poll(() => host.guests(), PATIENCE).toEqual(['Host', 'Guest']);
    await guest.page.reload();
    await expect.poll(() => guest.guests(), PATIENCE).toEqual(['Host', 'Guest']);
    await goBack(guest);
    await guest.page.getByRole('button', { name: 'Play now' }).waitFor();
    expect(new URL(guest.page.url()).pathname).toBe('/');
    await expect.poll(() => host.guests(), PATIENCE).toEqual(['Host']);
    await guest.page.reload();
    await guest.page.getByRole('button', { name: 'Play now' }).waitFor();
  });

  reception.it('leads forward again to the door of the room', async () => {
    const { page } = await reception.visit(DESKTOP);
    await page.getByLabel('Name').fill('Ada');
    await page.getByRole('button', { name: 'New private room' }).click();
    await page.getByRole('button', { name: 'Make the room' }).click();
    await page.getByTestId('guests').waitFor();
    const code = await page.getByTestId('code').textContent();
    await page.evaluate('setTimeout(() => history.back())');
    await page.getByRole('button', { name: 'Play now' }).waitFor();
    await page.evaluate('setTimeout(() => history.forward())');
    await page.getByRole('button', { name: `Join room ${code}` }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/r/${code}`);
  });

  reception.it('leads home also from on the way into a match', async () => {
    const visitor = await reception.visit(DESKTOP);
    const { page } = visitor;
    await page.getByLabel('Name').fill('Ada');
    await page.keyboard.press('Enter');
    await page.getByTestId('land').waitFor();
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('button', { name: 'Leave' }).click();
    let answer = (): void => undefined;
    await page.route('**/api/play', async (route) => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      await route.continue();
    });
    const asked = page.waitForRequest('**/api/play');
    await page.getByRole('button', { name: 'Play now' }).click();
    await asked;
    await goBack(visitor);
    await page.getByRole('button', { name: 'Play now' }).waitFor();
    const answered = page.waitForResponse('**/api/play');
    answer();
    await answered;
    // A reload would find a seat again that was taken.
    await page.reload();
    await page.getByRole('button', { name: 'Play now' }).waitFor();
    expect(await page.getByTestId('land').count()).toBe(0);
  });
});
