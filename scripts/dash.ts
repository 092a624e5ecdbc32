import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { dashboards, ruleFile } from '../charts-ts/index.ts';
import { production } from '../lib/environment.ts';
import { WORKLOADS } from '../lib/names.ts';

/**
 * `npm run dash`: the platform's dashboards with live data, without Grafana and without Docker. Starts the game with
 * embedded storage and a Prometheus that scrapes it and evaluates the platform's rules; with `PROMETHEUS_URL` it shows
 * what that one knows, and starts nothing.
 */

const GAME = 'service/dist/server/main.js';

const PORT = { game: 'PORT', page: 'DASH_PORT', prometheus: 'PROMETHEUS_PORT' } as const;

const gamePort = portOf(PORT.game, 3000);
const pagePort = portOf(PORT.page, 3300);
const prometheusPort = portOf(PORT.prometheus, 9099);

/** Files of the page, by path. */
const PAGE: Readonly<Record<string, readonly [string, string]>> = {
  '/': ['page.html', 'text/html; charset=utf-8'],
  '/page.mjs': ['page.mjs', 'text/javascript; charset=utf-8'],
  '/chart.mjs': ['chart.mjs', 'text/javascript; charset=utf-8'],
  '/page.css': ['page.css', 'text/css; charset=utf-8'],
};

const children: ChildProcess[] = [];
let folder: string | undefined;
let stopping: Promise<never> | undefined;

/** A program that ends with this one; its own failure ends this one, too. */
function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): void {
  const child = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...env },
  });
  children.push(child);
  child.once('error', (error: NodeJS.ErrnoException) =>
    stop(
      error.code === 'ENOENT'
        ? `${command} is not on PATH: install Prometheus (Debian: apt-get install prometheus), or name a running one by PROMETHEUS_URL.`
        : `${command}: ${error.message}`,
    ),
  );
  child.once('exit', (code) => stop(`${command} ended with status ${code}`));
}

/** Ends everything that was begun and waits for it; what it leaves behind is removed. The first reason counts. */
function stop(reason?: string): Promise<never> {
  stopping ??= end(reason);
  return stopping;
}

async function end(reason: string | undefined): Promise<never> {
  const running = children.filter(
    (child) => child.exitCode === null && child.signalCode === null && child.pid,
  );
  await Promise.all(
    running.map((child) => {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      return exit;
    }),
  );
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  if (reason !== undefined) console.error(`dash: ${reason}`);
  process.exit(reason === undefined ? 0 : 1);
}

/** A port that a variable names, or the usual one. */
function portOf(variable: string, usual: number): number {
  const named = process.env[variable];
  if (named === undefined || named === '') return usual;
  const port = Number(named);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  console.error(`dash: ${variable}: found "${named}", expected a whole number from 1 to 65535.`);
  process.exit(1);
}

/** Stops where somebody listens already, before the programs find out, who say it less clearly. */
async function expectFree(variable: string, port: number): Promise<void> {
  const probe = createServer().listen(port, '127.0.0.1');
  try {
    await once(probe, 'listening');
  } catch (error) {
    const isBusy = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    await stop(
      isBusy
        ? `${variable}: ${port} is in use. Stop what listens there, or set ${variable} to a free one.`
        : `${variable}: ${(error as Error).message}`,
    );
  }
  probe.close();
  await once(probe, 'close');
}

/** Starts the game and a Prometheus beside it. Returns where it answers. */
async function startBoth(): Promise<string> {
  if (!existsSync(GAME)) await stop('the game is not built: run npm run build first');
  await expectFree(PORT.game, gamePort);
  await expectFree(PORT.prometheus, prometheusPort);
  folder = mkdtempSync(join(tmpdir(), 'dash-'));
  const configuration = {
    global: { scrape_interval: '5s', evaluation_interval: '5s' },
    rule_files: ['rules.yaml'],
    scrape_configs: [
      {
        job_name: WORKLOADS.app,
        static_configs: [
          {
            targets: [`127.0.0.1:${gamePort}`],
            labels: { namespace: 'playcode', pod: 'local', node: 'local' },
          },
        ],
      },
      { job_name: WORKLOADS.prometheus, static_configs: [{ targets: [`127.0.0.1:${prometheusPort}`] }] },
    ],
  };
  writeFileSync(join(folder, 'prometheus.yaml'), stringify(configuration));
  writeFileSync(join(folder, 'rules.yaml'), stringify(ruleFile(production.repository)));
  run(process.execPath, [GAME], { PORT: `${gamePort}`, LOG_LEVEL: 'warn', DRAIN_SECONDS: '0' });
  run(process.env.PROMETHEUS ?? 'prometheus', [
    `--config.file=${join(folder, 'prometheus.yaml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${prometheusPort}`,
    '--log.level=error',
  ]);
  return `http://127.0.0.1:${prometheusPort}`;
}

/** What the page is told in the place of an answer. */
function failure(prometheus: string, words: string): string {
  return JSON.stringify({ status: 'error', error: `${prometheus}: ${words}` });
}

/** Answers the page, the dashboards as Grafana would read them, and queries, which Prometheus answers. */
async function answer(request: IncomingMessage, response: ServerResponse, prometheus: string): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://dash');
  const file = PAGE[url.pathname];
  if (file !== undefined) {
    response.setHeader('content-type', file[1]);
    response.end(readFileSync(join(__dirname, 'dash', file[0])));
  } else if (url.pathname === '/dashboards') {
    const language = url.searchParams.get('language') === 'ko' ? 'ko' : 'en';
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(dashboards(language)));
  } else if (url.pathname === '/query') {
    const found = await fetch(`${prometheus}/api/v1/query_range?${url.searchParams}`);
    const text = await found.text();
    // While it starts, it answers in plain words.
    const isJson = found.headers.get('content-type')?.startsWith('application/json');
    response.writeHead(found.status, { 'content-type': 'application/json' });
    response.end(isJson ? text : failure(prometheus, text.trim()));
  } else response.writeHead(404).end();
}

/** The Prometheus that `PROMETHEUS_URL` names. */
function givenAddress(): string | undefined {
  const { PROMETHEUS_URL: named } = process.env;
  if (named === undefined || named === '') return undefined;
  if (URL.canParse(named) && /^https?:$/.test(new URL(named).protocol)) return named.replace(/\/$/, '');
  console.error(`dash: PROMETHEUS_URL: found "${named}", expected an address such as http://localhost:9090.`);
  process.exit(1);
}

async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
  const given = givenAddress();
  await expectFree(PORT.page, pagePort);
  const prometheus = given ?? (await startBoth());
  createServer((request, response) => {
    answer(request, response, prometheus).catch((error: Error) => {
      response.writeHead(502, { 'content-type': 'application/json' });
      response.end(failure(prometheus, error.message));
    });
  }).listen(pagePort, '127.0.0.1', () => {
    if (given === undefined) console.log(`Game        http://localhost:${gamePort}`);
    console.log(
      `Dashboards  http://localhost:${pagePort} (Ctrl-C ends ${given === undefined ? 'both' : 'it'})`,
    );
  });
}

void main();
