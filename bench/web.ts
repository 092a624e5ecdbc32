import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';

/**
 * How the game feels on a mid phone: from the first byte to a moving player over a slow 4G network, and pictures a
 * second with 200 players, both on a processor four times slower than this one's. Prints one JSON object; medians.
 *
 * Chromium slows the page's own thread and requests, not its workers and sockets: the rules run at this machine's speed.
 */
const VISITS = 5;
const SLOWDOWN = 4;

/** What Lighthouse calls slow 4G: 150 ms there and back, 1.6 Mbit/s down, 750 kbit/s up. */
const NETWORK = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 };

const PHONE = {
  viewport: { width: 360, height: 740 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
  locale: 'en-US',
} as const;

/** How long pictures are counted. */
const COUNTED_MS = 10_000;

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const SERVER = join(__dirname, '../service/dist/server/main.js');

async function main(): Promise<void> {
  const port = await freePort();
  const address = `http://localhost:${port}`;
  const server = spawn(process.execPath, [SERVER], {
    env: { ...process.env, PORT: `${port}`, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  let browser: Browser | undefined;
  try {
    await ready(`${address}/readyz`);
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-quic'] });
    const moving: number[] = [];
    for (let visit = 0; visit < VISITS; visit += 1) moving.push(await timeToMoving(browser, address));
    const pictures = await picturesWith200(browser, address);
    console.log(JSON.stringify({ loadToMovingMs: median(moving), visits: moving, ...pictures }));
  } finally {
    await browser?.close();
    await end(server);
  }
}

/** From asking for the address to the player's arrow on the way, a name typed and two keys pressed between. */
async function timeToMoving(browser: Browser, address: string): Promise<number> {
  const { page, session } = await open(browser);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', NETWORK);
  const begin = performance.now();
  await page.goto(address);
  await page.getByLabel('Name').fill('Mina');
  await page.getByRole('button', { name: 'Play now' }).tap();
  await page.getByTestId('land').waitFor();
  await page.keyboard.press('ArrowRight');
  await page.locator('main[data-heading="1"]').waitFor();
  const spent = Math.round(performance.now() - begin);
  await page.context().close();
  return spent;
}

/** Pictures a second while one of 200 players runs about, and the time between two of them. */
async function picturesWith200(browser: Browser, address: string): Promise<object> {
  const { page } = await open(browser);
  await page.goto(address);
  await page.getByLabel('Name').fill('Runner');
  await page.getByRole('button', { name: 'New private room' }).tap();
  await page.getByRole('radio', { name: /^Huge/ }).check();
  await page.getByRole('combobox').selectOption('200');
  await page.getByRole('button', { name: 'Make the room' }).tap();
  await page.getByRole('button', { name: 'Start' }).tap();
  await page.getByText('of 200').waitFor();
  await page.getByTestId('countdown').waitFor({ state: 'detached' });
  await page.evaluate(
    `globalThis.gaps = []; let last = performance.now();
     (function count(now) { gaps.push(now - last); last = now; requestAnimationFrame(count); })(last);`,
  );
  const until = performance.now() + COUNTED_MS;
  for (let turn = 0; performance.now() < until; turn += 1) {
    await page.keyboard.press(['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp'][turn % 4]!);
    await wait(700);
  }
  const gaps = ((await page.evaluate('gaps')) as number[]).slice(1);
  const sum = gaps.reduce((a, b) => a + b, 0);
  await page.context().close();
  return {
    players: 200,
    picturesPerSecond: Math.round((gaps.length * 1000) / sum),
    gapMs: { median: round(median(gaps)), p95: round(quantile(gaps, 0.95)) },
  };
}

async function open(browser: Browser): Promise<{ page: Page; session: CDPSession }> {
  const context = await browser.newContext(PHONE);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
  return { page, session };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function ready(url: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await wait(50);
  }
  throw new Error(`${url}: not ready; run npm run build first`);
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
}

void main();
