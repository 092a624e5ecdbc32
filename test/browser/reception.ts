import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { afterAll, afterEach } from 'vitest';
import { itWith } from '../parts.ts';
import { type Site, startSite } from './site.ts';
import { CHROMIUM_FLAGS, Visitor } from './visitor.ts';

const CHROMIUM = { name: 'chromium', variable: 'CHROMIUM_PATH' } as const;

/** How long a page may take to show what a test waits for. */
export const PATIENCE = { timeout: 15_000, interval: 50 } as const;

/** Without this flag of Playwright's, ways back lead to pages as they were left, as they do for people; it cannot wait for them. */
export const FORGETTING_PAGES = '--disable-back-forward-cache';

/** Where visitors of a test file come from: its site and its browser, which start with the first of them. */
export class Reception<Here extends Site = Site> {
  readonly #start: () => Promise<Here>;
  readonly #without: readonly string[];
  #executablePath = '';
  #site: Here | undefined;
  #browser: Browser | undefined;

  private constructor(start: () => Promise<Here>, without: readonly string[]) {
    this.#start = start;
    this.#without = without;
  }

  /**
   * A reception for the tests around, closed after them; by default at the built service as it is.
   * @param without Flags of Playwright's that its browser is started without @default none
   */
  static open(): Reception;
  static open<Here extends Site>(start: () => Promise<Here>, without?: readonly string[]): Reception<Here>;
  static open(start: () => Promise<Site> = startSite, without: readonly string[] = []): Reception {
    const reception = new Reception(start, without);
    // Pages that nobody looks at any more would go on drawing.
    afterEach(() => reception.#clear());
    afterAll(() => reception.#close());
    return reception;
  }

  /** A test with visitors. It is skipped by name where there is no browser. */
  it(title: string, test: () => Promise<void>): void {
    itWith(CHROMIUM, title, (executablePath) => {
      this.#executablePath = executablePath;
      return test();
    });
  }

  /** Another person with a browser of their own, who has not gone anywhere yet. */
  async come(options: BrowserContextOptions): Promise<Visitor> {
    this.#site ??= await this.#start();
    this.#browser ??= await chromium.launch({
      executablePath: this.#executablePath,
      args: CHROMIUM_FLAGS,
      ignoreDefaultArgs: [...this.#without],
    });
    return Visitor.come(this.#browser, this.#site.address, options);
  }

  /** The same, before a page of the site. @param path @default the home page */
  async visit(options: BrowserContextOptions, path = '/'): Promise<Visitor> {
    const visitor = await this.come(options);
    await visitor.page.goto(this.address + path);
    return visitor;
  }

  /** The site, once somebody has come. */
  get site(): Here {
    return this.#site!;
  }

  get address(): string {
    return this.site.address;
  }

  async #clear(): Promise<void> {
    for (const context of this.#browser?.contexts() ?? []) await context.close();
  }

  async #close(): Promise<void> {
    await this.#browser?.close();
    await this.#site?.stop();
  }
}
