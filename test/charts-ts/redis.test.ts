import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateSecrets, retirePasswords, rotatePasswords } from '../../charts-ts/secrets.ts';
import { findPart } from '../parts.ts';
import { at, find, synthesized } from './synthesized.ts';

const server = findPart('redis-server', 'REDIS_SERVER');
const client = findPart('redis-cli', 'REDIS_CLI') ?? '';
const folder = mkdtempSync(join(tmpdir(), 'redis-'));
const secrets = generateSecrets();
const objects = synthesized();
let port: number;
let child: ChildProcess;

/** One command as one user. @returns what redis-cli prints */
function ask(user: string, password: string, ...command: readonly string[]): string {
  return execFileSync(client, ['-p', String(port), '--no-auth-warning', '--user', user, ...command], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, REDISCLI_AUTH: password },
  }).trim();
}

const app = (...command: readonly string[]) =>
  ask('app', new URL(secrets.app.REDIS_URL).password, ...command);
const exporter = (...command: readonly string[]) =>
  ask('exporter', secrets.redisExporter.REDIS_PASSWORD, ...command);
const probe = (...command: readonly string[]) => ask('probe', secrets.redis['probe-password'], ...command);

/** A file of the ConfigMap. */
function file(name: string): string {
  const found = objects.find((object) => /^redis-[0-9a-f]{10}$/.test(object.metadata.name));
  return String(at(found, 'data', name));
}

/** The server's configuration, with folders and port of this machine. */
function configuration(): string {
  return file('redis.conf')
    .replace('port 6379', `port ${port}`)
    .replace('bind * -::*', 'bind 127.0.0.1')
    .replace('dir /data', `dir ${folder}`)
    .replace('/run/secrets/redis/users.acl', join(folder, 'users.acl'));
}

describe.skipIf(!server)('redis as the charts configure it (needs redis-server: run .ci/install)', () => {
  beforeAll(async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    port = (free.address() as { port: number }).port;
    free.close();
    await once(free, 'close');
    writeFileSync(join(folder, 'users.acl'), secrets.redis['users.acl']);
    writeFileSync(join(folder, 'redis.conf'), configuration());
    child = spawn(server!, [join(folder, 'redis.conf')], { stdio: 'ignore' });
    const deadline = Date.now() + 20_000;
    for (;;) {
      try {
        if (probe('ping') === 'PONG') break;
      } catch {
        // It does not listen yet.
      }
      if (Date.now() > deadline) throw new Error('redis-server did not start');
      await sleep(50);
    }
  });
  afterAll(async () => {
    if (child && child.exitCode === null) {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    }
    rmSync(folder, { recursive: true });
  });

  it('lets nobody in without a user', () => {
    expect(execFileSync(client, ['-p', String(port), 'ping'], { encoding: 'utf8' })).toContain('NOAUTH');
  });

  it('lets the app play, and neither administer nor wipe', () => {
    expect(app('set', 'room:1', 'x', 'nx')).toBe('OK');
    expect(app('xadd', 'log:1', '1-0', 'tick', 'bytes')).toBe('1-0');
    expect(app('publish', 'room:1', 'bytes')).toBe('0');
    expect(app('eval', "return redis.call('get', KEYS[1])", '1', 'room:1')).toBe('x');
    expect(app('info', 'persistence')).toContain('aof_enabled:1');
    for (const command of [
      ['flushall'],
      ['config', 'set', 'appendonly', 'no'],
      ['acl', 'list'],
      ['shutdown'],
      ['keys', '*'],
    ]) {
      expect(app(...command), command.join(' ')).toContain('NOPERM');
    }
  });

  it('lets the exporter measure, and read no key', () => {
    expect(exporter('info', 'memory')).toContain('maxmemory:');
    expect(exporter('config', 'get', 'maxmemory-policy')).toContain('noeviction');
    expect(exporter('slowlog', 'len')).toMatch(/^\d+$/);
    for (const command of [
      ['get', 'room:1'],
      ['config', 'set', 'maxmemory', '1'],
      ['xrange', 'log:1', '-', '+'],
    ]) {
      expect(exporter(...command), command.join(' ')).toContain('NOPERM');
    }
  });

  it('lets the probe see that it is ready, and nothing else', () => {
    expect(probe('ping')).toBe('PONG');
    expect(probe('info')).toContain('NOPERM');
    const [shell, flag, script] = at(
      find(objects, 'StatefulSet', 'redis'),
      'spec',
      'template',
      'spec',
      'containers',
      0,
      'readinessProbe',
      'exec',
      'command',
    ) as [string, string, string];
    writeFileSync(join(folder, 'probe-password'), secrets.redis['probe-password']);
    const here = script.replace('/run/secrets/redis/', `${folder}/`).replace('6379', String(port));
    expect(() => execFileSync(shell, [flag, here], { stdio: 'ignore' })).not.toThrow();
    expect(() =>
      execFileSync(shell, [flag, here.replace('probe ping', 'probe get x')], { stdio: 'ignore' }),
    ).toThrow();
  });

  it('lets its keeper have the users read again, and nothing else', () => {
    const keeper = (...command: readonly string[]) =>
      ask('keeper', secrets.redis['keeper-password'], ...command);
    expect(keeper('acl', 'load')).toBe('OK');
    for (const command of [
      ['acl', 'list'],
      ['acl', 'setuser', 'x'],
      ['get', 'room:1'],
      ['config', 'get', 'dir'],
    ])
      expect(keeper(...command), command.join(' ')).toContain('NOPERM');
  });

  it('follows its file of users: new passwords beside the earlier ones, then alone', async () => {
    const { redis, ...values } = rotatePasswords(secrets);
    const [earlier, later] = [secrets, values].map(({ app }) => new URL(app.REDIS_URL).password);
    const signIn = (password: string | undefined) => ask('app', password ?? '', 'ping').split(' ')[0];
    writeFileSync(join(folder, 'keeper-password'), secrets.redis['keeper-password']);
    const script = file('users.sh')
      .replace('/run/secrets/redis', folder)
      .replace('6379', String(port))
      .replace('pause=10', 'pause=0.1');
    const loop = spawn('sh', ['-c', script], { stdio: 'ignore' });
    try {
      writeFileSync(join(folder, 'users.acl'), redis['users.acl']);
      await expect.poll(() => signIn(later), { timeout: 10_000 }).toBe('PONG');
      expect(signIn(earlier)).toBe('PONG');
      writeFileSync(join(folder, 'users.acl'), retirePasswords({ ...values, redis })['users.acl']);
      await expect.poll(() => signIn(earlier), { timeout: 10_000 }).not.toBe('PONG');
      expect(signIn(later)).toBe('PONG');
    } finally {
      loop.kill();
      await once(loop, 'exit');
    }
    writeFileSync(join(folder, 'users.acl'), secrets.redis['users.acl']);
    expect(ask('keeper', secrets.redis['keeper-password'], 'acl', 'load')).toBe('OK');
  });

  it('may take the memory that its limit leaves, and forgets nothing to stay within it', () => {
    const policy = exporter('config', 'get', 'maxmemory').split('\n')[1];
    expect(Number(policy)).toBe(499 * 2 ** 20);
    expect(app('get', 'room:1')).toBe('x');
  });
});
