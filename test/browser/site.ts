import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../service/running-service.ts';

const SERVER = join(import.meta.dirname, '../../service/dist/server/main.js');

/** How long the built server may take to be ready. */
const START_MS = 10_000;

/** The built service in a process of its own. */
export interface Site {
  readonly address: string;
  stop(): Promise<void>;
}

/**
 * Starts a built service on a free loopback port.
 * @param variables More of its environment.
 * @param main @default what `npm run build` made
 */
export async function startSite(
  variables: Readonly<Record<string, string>> = {},
  main: string = SERVER,
): Promise<Site> {
  if (!existsSync(main)) throw new Error(`${main}: not found; run npm run build first`);
  const port = await freePort();
  const server = spawn(process.execPath, [main], {
    env: { ...process.env, PORT: String(port), HOST: '127.0.0.1', LOG_LEVEL: 'warn', ...variables },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const address = `http://localhost:${port}`;
  try {
    await ready(server, `http://127.0.0.1:${port}/readyz`);
  } catch (error) {
    server.kill('SIGKILL');
    throw error;
  }
  return { address, stop: () => stop(server) };
}

async function ready(server: ChildProcess, url: string): Promise<void> {
  for (const deadline = Date.now() + START_MS; Date.now() < deadline; await pause(50)) {
    if (server.exitCode !== null) throw new Error(`the server ended with status ${server.exitCode}`);
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
  }
  throw new Error(`${url}: not ready after ${START_MS} ms`);
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  const timer = setTimeout(() => server.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(timer);
}
