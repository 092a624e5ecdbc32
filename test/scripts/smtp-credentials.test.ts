import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OWNER } from '../../lib/owner.ts';
import { smtpPassword } from '../../lib/smtp-password.ts';
import { runWith, type World } from './stand-in.ts';

const APP = 'playcode/production/playcode-app';
const ALERTMANAGER = 'playcode/production/alertmanager';
/** What the owner's region makes of the key that the stand-in gives out; the derivation has a test of its own. */
const { region } = OWNER.places.production;
const PASSWORD = smtpPassword('not-a-real-key', region);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'playcode-smtp-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (before: Partial<World>, ...args: string[]) =>
  runWith(
    folder,
    { secrets: { [APP]: null, [ALERTMANAGER]: null }, ...before },
    'scripts/smtp-credentials.ts',
    ...args,
  );

describe('rotating the SMTP credentials', () => {
  it('makes a key and fills both secrets, also where they were empty', () => {
    const { status, after } = run({}, 'production', 'rotate');
    expect(status).toBe(0);
    expect(JSON.parse(after.secrets[APP] ?? '')).toEqual({
      SMTP_URL: `smtp://KEY1:${encodeURIComponent(PASSWORD)}@email-smtp.${region}.amazonaws.com:587`,
    });
    expect(JSON.parse(after.secrets[ALERTMANAGER] ?? '')).toEqual({
      'smtp-username': 'KEY1',
      'smtp-password': PASSWORD,
    });
  });

  it('leaves the other keys of a secret as they are, and the older key working', () => {
    const { after, said } = run(
      {
        keys: [{ AccessKeyId: 'OLD', CreateDate: '2025-01-01' }],
        secrets: { [APP]: '{"SESSION_KEY":"kept","SMTP_URL":"old"}', [ALERTMANAGER]: null },
      },
      'production',
      'rotate',
    );
    expect(JSON.parse(after.secrets[APP] ?? '')).toMatchObject({ SESSION_KEY: 'kept' });
    expect(after.keys.map(({ AccessKeyId }) => AccessKeyId)).toEqual(['OLD', 'KEY2']);
    expect(said).toContain('retire OLD');
  });

  it('shows no secret: not in an argument, not in what it prints', () => {
    const { after, said } = run({}, 'production', 'rotate');
    expect(after.calls.length).toBeGreaterThan(4);
    const seen = JSON.stringify(after.calls) + said;
    expect(seen).not.toContain(PASSWORD);
    expect(seen).not.toContain('not-a-real-key');
  });

  it.each([APP, ALERTMANAGER])('leaves everything as it was when %s cannot be written', (refuses) => {
    const before = {
      keys: [{ AccessKeyId: 'OLD', CreateDate: '2025-01-01' }],
      secrets: { [APP]: '{"SMTP_URL":"old"}', [ALERTMANAGER]: null },
    };
    const { status, said, after } = run({ ...before, refuses }, 'production', 'rotate');
    expect(status).toBe(1);
    expect(said).toContain('access denied');
    expect(after).toMatchObject(before);
  });

  it('stops before a third key', () => {
    const keys = ['A', 'B'].map((AccessKeyId) => ({
      AccessKeyId,
      CreateDate: `2026-01-0${AccessKeyId === 'A' ? 1 : 2}`,
    }));
    const { status, said, after } = run({ keys }, 'production', 'rotate');
    expect(status).toBe(1);
    expect(said).toContain(
      'playcode-production-smtp has two access keys, the most there can be: retire A first',
    );
    expect(after.secrets[APP]).toBeNull();
  });
});

describe('retiring a key', () => {
  it('deletes the older of two', () => {
    const keys = [
      { AccessKeyId: 'NEW', CreateDate: '2026-02-01' },
      { AccessKeyId: 'OLD', CreateDate: '2025-02-01' },
    ];
    expect(run({ keys }, 'production', 'retire').after.keys).toEqual([keys[0]]);
  });

  it('never deletes the only one', () => {
    const { status, said, after } = run(
      { keys: [{ AccessKeyId: 'ONLY', CreateDate: '2026-02-01' }] },
      'production',
      'retire',
    );
    expect([status, after.keys.length]).toEqual([1, 1]);
    expect(said).toContain('has one access key: nothing to retire');
  });
});

it('says how it is used', () => {
  expect(run({}, 'nowhere', 'rotate').said).toContain('environments are production, staging');
});
