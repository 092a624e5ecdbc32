import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';

/** What Chromium is started with: nothing that calls home, nothing that needs a screen. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A desktop that reads English, and a phone that reads Korean. */
export const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, locale: 'en-US' };
export const PHONE: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
  locale: 'ko-KR',
};

/** Where pictures go; they are looked at, not compared. */
const SCREENS = join(import.meta.dirname, 'screens');

/** A person with a browser of their own. */
export class Visitor {
  readonly page: Page;
  /** What went wrong in the page so far. */
  readonly complaints: string[] = [];
  /** Addresses outside the site that the page asked for. */
  readonly strangers: string[] = [];

  private constructor(page: Page, address: string) {
    this.page = page;
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(address)) this.strangers.push(request.url());
    });
  }

  static async come(browser: Browser, address: string, options: BrowserContextOptions): Promise<Visitor> {
    const context = await browser.newContext(options);
    return new Visitor(await context.newPage(), address);
  }

  /** Makes a private room of a size, from the door; the screen is then the one on which people wait. */
  async openRoom(size: RegExp): Promise<void> {
    await this.page.getByRole('button', { name: /^New private room|^새 방 만들기/ }).click();
    await this.page.getByRole('radio', { name: size }).check();
    await this.page.getByRole('button', { name: /^Make the room|^방 만들기/ }).click();
    await this.page.getByTestId('guests').waitFor();
  }

  /** Names of those who wait in a private room, in the order in which they came. */
  async guests(): Promise<string[]> {
    return this.page.getByTestId('guests').locator('.name').allTextContents();
  }

  /** Cells of land, as the page says. */
  async cells(): Promise<number> {
    return Number(await this.page.getByTestId('land').getAttribute('data-cells'));
  }

  /** Names of people in the ranking, in alphabetical order. */
  async people(): Promise<string[]> {
    const names = this.page.getByTestId('standings').locator('[data-bot=false] .name');
    return (await names.allTextContents()).sort();
  }

  /** The ranking: names and points, from the first place down. */
  async ranking(): Promise<string[]> {
    const places = this.page.getByTestId('standings').locator('li');
    return places.evaluateAll((all) =>
      all.map(
        (one) => `${one.querySelector('.name')?.textContent} ${one.querySelector('.points')?.textContent}`,
      ),
    );
  }

  /** The screen, and the direction in which it shows the player going: 4 for none. */
  async heading(): Promise<string> {
    return this.page.locator('main').evaluate((main) => `${main.className} ${main.dataset.heading}`);
  }

  /**
   * Swipes until the player goes in a direction: whoever was away may have fallen meanwhile, and stands; and from a
   * wall nobody turns straight back over their own line, but aside first.
   */
  async goOn(right: number, down: number, direction: 0 | 1 | 2 | 3): Promise<void> {
    const wish = `match ${direction}`;
    let isAside = false;
    const swipeOn = async (): Promise<string> => {
      if ((await this.heading()) === wish) return wish;
      await (isAside ? this.swipe(down, right) : this.swipe(right, down));
      isAside = !isAside;
      return this.heading();
    };
    await expect.poll(swipeOn, { timeout: 15_000, interval: 300 }).toBe(wish);
  }

  /** Waits until the page shows the player going in a direction. */
  async heads(direction: 0 | 1 | 2 | 3): Promise<void> {
    await expect.poll(() => this.heading(), { timeout: 10_000, interval: 30 }).toBe(`match ${direction}`);
  }

  /** Ticks of the match that the page has shown. */
  async tick(): Promise<number> {
    return Number(await this.page.locator('main').getAttribute('data-tick'));
  }

  /** Waits for some ticks of the match. */
  async ticks(count: number): Promise<void> {
    const main = this.page.locator('main.match');
    const begin = Number(await main.getAttribute('data-tick'));
    await expect
      .poll(async () => Number(await main.getAttribute('data-tick')) - begin, {
        timeout: 10_000,
        interval: 20,
      })
      .toBeGreaterThanOrEqual(count);
  }

  /** Walks a square to the right and back home; returns the cells of land afterwards. */
  async loop(): Promise<number> {
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp']) {
      await this.page.keyboard.press(key);
      await this.ticks(4);
    }
    return this.cells();
  }

  /** Moves a finger over the board. */
  async swipe(dx: number, dy: number): Promise<void> {
    const { width, height } = this.page.viewportSize()!;
    const [x, y] = [width / 2, height * 0.7];
    const session = await this.page.context().newCDPSession(this.page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints: points });
    await touch('touchStart', [{ x, y }]);
    for (const share of [0.4, 0.7, 1]) await touch('touchMove', [{ x: x + dx * share, y: y + dy * share }]);
    await touch('touchEnd', []);
    await session.detach();
  }

  async picture(name: string): Promise<void> {
    mkdirSync(SCREENS, { recursive: true });
    await this.page.screenshot({ path: join(SCREENS, `${name}.png`) });
  }

  /** Nothing went wrong, and nobody else was asked for anything. */
  expectQuiet(): void {
    expect(this.complaints).toEqual([]);
    expect(this.strangers).toEqual([]);
  }
}
