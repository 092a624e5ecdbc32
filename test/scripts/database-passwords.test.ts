import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generateSecrets, rotatePasswords, type SecretValues } from '../../charts-ts/secrets.ts';
import { runWith, type World } from './stand-in.ts';

const NAMES = {
  app: 'playcode/staging/playcode-app',
  mongo: 'playcode/staging/mongodb',
  redis: 'playcode/staging/redis',
  mongoExporter: 'playcode/staging/mongodb-exporter',
  redisExporter: 'playcode/staging/redis-exporter',
  backup: 'playcode/staging/mongodb-backup',
} as const;

type Values = Pick<SecretValues, keyof typeof NAMES>;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'playcode-passwords-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (values: Values, action: string, world: Partial<World> = {}) => {
  const ids = Object.keys(NAMES) as (keyof Values)[];
  const secrets = Object.fromEntries(ids.map((id) => [NAMES[id], JSON.stringify(values[id])]));
  const outcome = runWith(folder, { ...world, secrets }, 'scripts/database-passwords.ts', 'staging', action);
  const after = Object.fromEntries(
    ids.map((id) => [id, JSON.parse(outcome.after.secrets[NAMES[id]]!)]),
  ) as Values;
  return { ...outcome, before: secrets, world: outcome.after, after };
};

const passwordIn = (address: string) => new URL(address).password;
const hashesOf = ({ redis }: Values, user: string) =>
  new RegExp(`^user ${user} on ((#[0-9a-f]{64} ?)+)`, 'm').exec(redis['users.acl'])![1]!.trim().split(' ');

describe('new passwords of the databases', () => {
  it('are the same at the server and at its client, other than before, and not shown', () => {
    const before = generateSecrets();
    const { status, said, world, after } = run(before, 'rotate');
    expect(said).toContain('have new passwords');
    expect(status).toBe(0);
    for (const [user, address] of [
      ['app', after.app.MONGODB_URI],
      ['exporter', after.mongoExporter.MONGODB_URI],
      ['backup', after.backup.MONGODB_URI],
    ] as const) {
      expect(passwordIn(address)).toBe(after.mongo[`${user}-password`]);
      expect(passwordIn(address)).not.toBe(before.mongo[`${user}-password`]);
      expect(said + JSON.stringify(world.calls)).not.toContain(passwordIn(address));
    }
    expect(passwordIn(after.app.REDIS_URL)).not.toBe(passwordIn(before.app.REDIS_URL));
    expect(after.redisExporter.REDIS_PASSWORD).not.toBe(before.redisExporter.REDIS_PASSWORD);
    const { 'root-password': root, keyfile } = before.mongo;
    expect(after.mongo).toMatchObject({ 'root-password': root, keyfile });
    expect(after.app.SESSION_KEY).toBe(before.app.SESSION_KEY);
  });

  it('stand beside the earlier ones in Redis, until those are retired', () => {
    const before = generateSecrets();
    const rotated = rotatePasswords(before);
    expect(hashesOf(rotated, 'app')).toHaveLength(2);
    expect(hashesOf(rotated, 'app')).toContain(hashesOf(before, 'app')[0]);
    expect(hashesOf(rotated, 'exporter')).toHaveLength(2);
    expect(hashesOf(rotated, 'keeper')).toEqual(hashesOf(before, 'keeper'));
    const { status, after } = run(rotated, 'retire');
    expect(status).toBe(0);
    expect(hashesOf(after, 'app')).toHaveLength(1);
    expect(hashesOf(after, 'app')).not.toEqual(hashesOf(before, 'app'));
    expect({ ...after, redis: null }).toEqual({ ...rotated, redis: null });
  });

  it('come after the earlier ones are retired, or somebody would be shut out', () => {
    expect(() => rotatePasswords(rotatePasswords(generateSecrets()))).toThrow('retire the earlier one first');
  });

  it('are all written, or none', () => {
    const { status, before, world } = run(generateSecrets(), 'rotate', { refuses: NAMES.redisExporter });
    expect(status).toBe(1);
    expect(world.secrets).toEqual(before);
  });

  it('say how they are used', () => {
    expect(runWith(folder, {}, 'scripts/database-passwords.ts', 'nowhere').said).toContain(
      'database-passwords.ts <environment> rotate|retire; environments are production, staging',
    );
  });
});
