import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { afterAll, describe, expect } from 'vitest';
import { findPart, itWith } from '../parts.ts';
import { RedisServer } from '../service/servers/redis.ts';
import { ServiceProcess } from '../service/servers/service-process.ts';
import { CHROMIUM_FLAGS, DESKTOP, PHONE, Visitor } from './visitor.ts';

const CHROMIUM = { name: 'chromium', variable: 'CHROMIUM_PATH' } as const;
const redisCommand = findPart('redis-server', 'REDIS_SERVER');

/** How long a page may take to show what a test waits for. */
const PATIENCE = { timeout: 20_000, interval: 50 } as const;

/** The one address of the site; each browser reaches another pod under it. */
const SITE = 'http://playcode.localhost';

/** Two pods that share a Redis, and a browser for each of them. */
class Pods {
  readonly #redis: RedisServer;
  readonly #pods: ServiceProcess[] = [];
  readonly #browsers: Browser[] = [];

  private constructor(redis: RedisServer) {
    this.#redis = redis;
  }

  static async start(executablePath: string): Promise<Pods> {
    const pods = new Pods(await RedisServer.start(redisCommand!));
    try {
      for (let count = 0; count < 2; count += 1) await pods.#add(executablePath);
    } catch (error) {
      await pods.end();
      throw error;
    }
    return pods;
  }

  async #add(executablePath: string): Promise<void> {
    const pod = await ServiceProcess.start({ redisUrl: this.#redis.url, origin: SITE });
    this.#pods.push(pod);
    const rule = `--host-resolver-rules=MAP playcode.localhost:80 ${new URL(pod.address).host}`;
    this.#browsers.push(await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS, rule] }));
  }

  async visit(pod: 0 | 1, path: string, options: BrowserContextOptions): Promise<Visitor> {
    const visitor = await Visitor.come(this.#browsers[pod]!, SITE, options);
    await visitor.page.goto(SITE + path);
    return visitor;
  }

  async end(): Promise<void> {
    await Promise.all(this.#browsers.map((browser) => browser.close()));
    await Promise.all(this.#pods.map((pod) => pod.end()));
    await this.#redis.remove();
  }
}

describe.skipIf(redisCommand === undefined)('two players in two pods', () => {
  let pods: Pods | undefined;
  afterAll(() => pods?.end());

  itWith(CHROMIUM, 'meet in one room, see each other and its spectators', async (chromiumPath) => {
    pods = await Pods.start(chromiumPath);
    const ada = await pods.visit(0, '/', DESKTOP);
    await ada.page.getByLabel('Name').fill('Ada');
    await ada.openRoom(/^Duel/);
    const path = new URL(ada.page.url()).pathname;
    const bora = await pods.visit(1, path, PHONE);
    await bora.page.getByLabel('이름').fill('보라');
    await bora.page.keyboard.press('Enter');
    for (const visitor of [ada, bora])
      await expect.poll(() => visitor.guests(), PATIENCE).toEqual(['Ada', '보라']);
    await ada.page.getByRole('button', { name: 'Start' }).click();
    await bora.page.getByTestId('countdown').waitFor(PATIENCE);
    await bora.page.getByTestId('countdown').waitFor({ state: 'detached', ...PATIENCE });
    await bora.swipe(60, 0);
    await bora.heads(1);
    const watcher = await pods.visit(1, `${path}?watch`, DESKTOP);
    await watcher.page.getByText('You are watching').waitFor(PATIENCE);
    await ada.page.getByTestId('watchers').getByText('1 watching').waitFor(PATIENCE);
    for (const visitor of [ada, bora, watcher]) {
      expect(await visitor.people()).toEqual(['Ada', '보라']);
      visitor.expectQuiet();
      await visitor.page.context().close();
    }
  });
});
