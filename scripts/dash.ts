import { type ChildProcess, spawn } from 'node:child_process';
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

const gamePort = Number(process.env.PORT ?? 3000);
const pagePort = Number(process.env.DASH_PORT ?? 3300);
const prometheusPort = Number(process.env.PROMETHEUS_PORT ?? 9099);

/** Files of the page, by path. */
const PAGE: Readonly<Record<string, readonly [string, string]>> = {
  '/': ['page.html', 'text/html; charset=utf-8'],
  '/page.mjs': ['page.mjs', 'text/javascript; charset=utf-8'],
  '/chart.mjs': ['chart.mjs', 'text/javascript; charset=utf-8'],
  '/page.css': ['page.css', 'text/css; charset=utf-8'],
};

const children: ChildProcess[] = [];

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

/** Ends everything that was begun. */
function stop(reason?: string): void {
  for (const child of children.splice(0)) {
    child.removeAllListeners('exit');
    child.kill('SIGTERM');
  }
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  folder = undefined;
  if (reason !== undefined) console.error(`dash: ${reason}`);
  process.exit(reason === undefined ? 0 : 1);
}

let folder: string | undefined;

/** Starts the game and a Prometheus beside it. Returns where it answers. */
function startBoth(): string {
  if (!existsSync(GAME)) stop('the game is not built: run npm run build first');
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
  run(process.execPath, [GAME], { PORT: `${gamePort}`, LOG_LEVEL: 'warn' });
  run(process.env.PROMETHEUS ?? 'prometheus', [
    `--config.file=${join(folder, 'prometheus.yaml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${prometheusPort}`,
    '--log.level=error',
  ]);
  return `http://127.0.0.1:${prometheusPort}`;
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
    response.writeHead(found.status, { 'content-type': 'application/json' });
    response.end(await found.text());
  } else response.writeHead(404).end();
}

const given = process.env.PROMETHEUS_URL?.replace(/\/$/, '');
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop());
const prometheus = given ?? startBoth();
createServer((request, response) => {
  answer(request, response, prometheus).catch((error: Error) => {
    response.writeHead(502, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: 'error', error: `${prometheus}: ${error.message}` }));
  });
})
  .once('error', (error) => stop(`port ${pagePort}: ${error.message}. Name a free one by DASH_PORT.`))
  .listen(pagePort, '127.0.0.1', () => {
    if (given === undefined) console.log(`Game        http://localhost:${gamePort}`);
    console.log(`Dashboards  http://localhost:${pagePort} (Ctrl-C ends both)`);
  });
