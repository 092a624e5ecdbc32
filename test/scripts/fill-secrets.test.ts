import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { OWNER } from '../../lib/owner.ts';
import { runWith } from './stand-in.ts';

const { staging, production } = OWNER.places;
const { heartbeat, remoteWrite } = { ...production, ...staging }.choices ?? {};

const NAMES = [
  'playcode-app',
  'mongodb',
  'redis',
  'mongodb-exporter',
  'redis-exporter',
  'mongodb-backup',
  'grafana',
  'alertmanager',
  ...(heartbeat ? ['alertmanager-heartbeat'] : []),
  ...(remoteWrite ? ['prometheus'] : []),
].map((name) => `playcode/staging/${name}`);
const EMPTY = Object.fromEntries(NAMES.map((name) => [name, null]));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'playcode-fill-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('fills every secret, and shows none of what it made up', () => {
  const { status, said, after } = runWith(folder, { secrets: EMPTY }, 'scripts/fill-secrets.ts', 'staging');
  expect(status).toBe(0);
  const values = NAMES.map((name) => JSON.parse(after.secrets[name] ?? '{}') as Record<string, string>);
  expect(values.every((value) => Object.keys(value).length > 0)).toBe(true);
  const [app, mongo] = values;
  expect(app?.MONGODB_URI).toContain(encodeURIComponent(mongo?.['app-password'] ?? 'none'));
  const secret = values.flatMap((value) => Object.values(value)).filter((value) => value.length > 12);
  expect(secret.length).toBeGreaterThan(10);
  for (const value of secret) expect(said + JSON.stringify(after.calls)).not.toContain(value);
  expect(said).toContain('playcode/staging/playcode-app NAVER_CLIENT_ID');
});

it('changes nothing where one is filled', () => {
  const secrets = { ...EMPTY, 'playcode/staging/grafana': '{"admin-password":"kept"}' };
  const { status, said, after } = runWith(folder, { secrets }, 'scripts/fill-secrets.ts', 'staging');
  expect(status).toBe(1);
  expect(said).toContain('playcode/staging/grafana: filled already; nothing was changed');
  expect(after.secrets).toEqual(secrets);
});

it('leaves all of them empty where one cannot be written, so that the next run fills them', () => {
  const refused = runWith(
    folder,
    { secrets: EMPTY, refuses: 'playcode/staging/grafana' },
    'scripts/fill-secrets.ts',
    'staging',
  );
  expect(refused.status).toBe(1);
  expect(refused.said).toContain('access denied');
  const { secrets } = refused.after;
  expect(NAMES.filter((name) => (secrets[name] ?? '{}') !== '{}')).toEqual([]);

  const again = join(folder, 'again');
  const { status, after } = runWith(again, { secrets }, 'scripts/fill-secrets.ts', 'staging');
  expect(status).toBe(0);
  expect(NAMES.filter((name) => after.secrets[name] === '{}')).toEqual([]);
});

it('says how to begin again after a run that was cut off', () => {
  const secrets = { ...EMPTY, 'playcode/staging/mongodb': '{"root-password":"x"}' };
  const { said } = runWith(folder, { secrets }, 'scripts/fill-secrets.ts', 'staging');
  expect(said).toContain("aws secretsmanager put-secret-value --secret-string '{}' --secret-id");
});

it('says how it is used', () => {
  expect(runWith(folder, {}, 'scripts/fill-secrets.ts').said).toContain(
    'environments are production, staging',
  );
});
