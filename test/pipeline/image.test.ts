import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPart } from '../parts.ts';
import { freePort } from '../service/running-service.ts';
import { executeDockerfile, instructionsOf, type Stage, sizeOf } from './dockerfile.ts';

const FILE = 'service/Dockerfile';

describe(FILE, () => {
  const instructions = instructionsOf(FILE);
  const last = (name: string) => instructions.findLast((each) => each.name === name)?.text;

  it('builds every stage on one Node 24 that its digest pins', () => {
    const bases = instructions.filter(({ name }) => name === 'FROM').map(({ text }) => text.split(' ')[0]);
    expect(bases[0]).toMatch(/^docker\.io\/library\/node:24\.\d+\.\d+-bookworm-slim@sha256:[0-9a-f]{64}$/);
    expect(bases.slice(1)).toEqual(['runtime', 'manifests', 'manifests', 'runtime', 'runtime']);
  });

  it('runs as the user that the chart names, by number, without a shell', () => {
    expect(last('USER')).toBe('1000:1000');
    expect(last('CMD')).toBe('["node", "dist/server/main.js"]');
    expect(last('HEALTHCHECK')).toMatch(/ CMD \["node", "-e", /);
  });

  it('ships no package manager', () => {
    expect(last('RUN')).toMatch(/^rm -rf .*\/usr\/local\/lib\/node_modules .*\/usr\/local\/bin\/npm/);
  });
});

/** Digest of every file's content, by its path below a folder. */
function digestsBelow(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    files.map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return [relative(folder, file), createHash('sha256').update(readFileSync(file)).digest('hex')];
    }),
  );
}

const node24 = findPart('node24', 'NODE24');

/** The program's outcome, with what it printed. */
function smoke(site: string) {
  const { status, stdout, stderr } = spawnSync(node24!, ['scripts/smoke.mts', site], {
    encoding: 'utf8',
    env: { ...process.env, SMOKE_REACHABLE_SECONDS: '10' },
  });
  return { status, output: stdout + stderr };
}

describe.skipIf(!node24)('the image, its stages executed without an engine', () => {
  let folder = '';
  let image: Stage;
  let server: ChildProcess | undefined;
  let site = '';

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'playcode-image-'));
    image = executeDockerfile(FILE, '.', folder);
    const port = await freePort();
    site = `http://127.0.0.1:${port}`;
    const [, ...args] = image.command ?? [];
    server = spawn(node24!, args, {
      cwd: join(image.root, image.workdir),
      env: { ...image.env, HOST: '127.0.0.1', PORT: String(port), LOG_LEVEL: 'warn' },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const deadline = Date.now() + 30_000;
    while (
      !(await fetch(`${site}/healthz`).then(
        (response) => response.ok,
        () => false,
      ))
    ) {
      if (Date.now() > deadline) throw new Error('the image does not become healthy within 30 s');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }, 600_000);

  afterAll(() => {
    server?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it('holds the same bytes when its stages are executed again, and the assets of the image that is live', () => {
    const second = mkdtempSync(join(tmpdir(), 'playcode-image-again-'));
    try {
      const live = join(second, 'live');
      for (const [path, text] of [
        ['assets/index-L1v3L1v3.js', 'live'],
        ['before/assets/index-3arl13r3.js', 'earlier'],
      ] as const) {
        const file = join(live, 'app/dist/web', path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
      const next = executeDockerfile(FILE, '.', second, { before: live });
      const digests = digestsBelow(join(image.root, image.workdir));
      expect(digests.size).toBeGreaterThan(100);
      const found = new Map(digestsBelow(join(next.root, next.workdir)));
      const added = [...found.keys()].filter((path) => !digests.has(path));
      expect(added).toEqual(['dist/web/before/assets/index-L1v3L1v3.js']);
      found.delete(added[0]!);
      expect(found).toEqual(digests);
    } finally {
      rmSync(second, { recursive: true, force: true });
    }
  }, 300_000);

  it('holds the server, the page and what they need, and no more', () => {
    const app = join(image.root, 'app');
    expect(readdirSync(app).sort()).toEqual(['dist', 'node_modules', 'package.json']);
    for (const dev of ['typescript', 'vite', 'preact', '@types', '@playcode']) {
      expect(existsSync(join(app, 'node_modules', dev)), dev).toBe(false);
    }
    const megabytes = sizeOf(app) / 2 ** 20;
    console.log(`image: ${megabytes.toFixed(1)} MiB beside the runtime`);
    expect(megabytes).toBeLessThan(150);
  });

  it('leaves only the removal of package managers to the engine', () => {
    expect(image.notRun.map((command) => command.split(' ').slice(0, 3).join(' '))).toEqual([
      'rm -rf /usr/local/lib/node_modules',
    ]);
  });

  it('answers its own health check', () => {
    const [, ...args] = image.healthcheck ?? [];
    const check = (port: string) => spawnSync(node24!, args, { env: { PORT: port } }).status;
    expect(check(new URL(site).port)).toBe(0);
    expect(check('1')).toBe(1);
  });

  it('passes the smoke test: page, assets, a match against bots', () => {
    const { status, output } = smoke(site);
    expect(output).toMatch(/page and \d+ assets/);
    expect(output).toMatch(/match with \d+ bots, \d+ ticks, a turn acknowledged/);
    expect(status).toBe(0);
  });

  it('stops by itself when it is told to', async () => {
    server?.kill('SIGTERM');
    const [code] = await once(server!, 'exit');
    expect(code).toBe(0);
  });
});

describe.skipIf(!node24)('the smoke test fails', () => {
  /** Serves a page and its script, and refuses the rest with a status. */
  async function halfSite(page: string, status: number) {
    const server = createServer((request, response) => {
      const known = { '/': page, '/app.js': '0' }[request.url ?? ''];
      response.writeHead(known === undefined ? status : 200, { 'content-type': 'application/json' });
      response.end(known ?? '{"error":"broken"}');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    return { server, site: `http://127.0.0.1:${port}` };
  }

  it.each([
    ['a page without a script', 'maintenance', 'the page loads no script'],
    ['an asset that is missing', '<script src="/gone.js">', '/gone.js: status 500, expected 200'],
    ['an API that is broken', '<script src="/app.js">', '/api/rooms: status 500'],
  ])('on %s', async (_what, page, message) => {
    const { server, site } = await halfSite(page, 500);
    try {
      // Not synchronously: this process is the site.
      const child = spawn(node24!, ['scripts/smoke.mts', site], { stdio: ['ignore', 'ignore', 'pipe'] });
      let output = '';
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk;
      });
      const [code] = await once(child, 'close');
      expect(output).toContain(message);
      expect(code).toBe(1);
    } finally {
      server.close();
    }
  });
});
