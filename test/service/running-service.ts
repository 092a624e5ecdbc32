import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { pino } from 'pino';
import { readConfig } from '../../service/src/config.ts';
import { type Service, startService } from '../../service/src/service.ts';

/** A service that listens on a free loopback port, and its address. */
export interface RunningService extends Service {
  readonly address: string;
}

/** A port of this machine that nobody uses. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Starts the real service with a page that says `page`, and an asset that the build has compressed.
 * @param variables More of its environment.
 * @param files More of the built browser client, text by path.
 * @param onLine Hears each line of its log of level `warn` or worse.
 */
export async function runService(
  variables: Record<string, string> = {},
  files: Readonly<Record<string, string>> = {},
  onLine: (line: Readonly<Record<string, unknown>>) => void = () => undefined,
): Promise<RunningService> {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const web = mkdtempSync(join(tmpdir(), 'web-'));
  writeFileSync(join(web, 'index.html'), 'page');
  mkdirSync(join(web, 'assets'));
  writeFileSync(join(web, 'assets', 'a.js'), 'asset');
  writeFileSync(join(web, 'assets', 'a.js.br'), brotliCompressSync('asset'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(web, path)), { recursive: true });
    writeFileSync(join(web, path), text);
  }
  const config = readConfig({ PORT: `${port}`, PUBLIC_URL: address, DRAIN_SECONDS: '0', ...variables });
  const logger = pino({ level: 'warn' }, { write: (line: string) => onLine(JSON.parse(line)) });
  const service = await startService(config, logger, web);
  return { address, stop: () => service.stop() };
}

/** Posts JSON and returns status and body. */
export async function post(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ readonly status: number; readonly body: Record<string, unknown>; readonly cookie: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0]!;
  return { status: response.status, body: (await response.json()) as Record<string, unknown>, cookie };
}
