import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RULES, RULES_VERSION, type Rules } from '../../service/game/index.ts';
import { KnownRules } from '../../service/src/rules.ts';

const RELEASES = join(import.meta.dirname, '../../service/game/releases');

describe('the rules that a process knows', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rules-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are today’s, and those that were released before', async () => {
    const earlier = { ...RULES, version: RULES_VERSION - 1 } satisfies Rules;
    const known = new KnownRules([earlier]);
    expect(known.newest).toBe(RULES);
    expect(known.get(RULES_VERSION)).toBe(RULES);
    expect(known.get(RULES_VERSION - 1)).toBe(earlier);
    expect(known.has(RULES_VERSION + 1)).toBe(false);
    expect(() => known.get(RULES_VERSION + 1)).toThrow(
      `rules ${RULES_VERSION + 1}: this process knows ${RULES_VERSION - 1}, ${RULES_VERSION}`,
    );
  });

  it('are read from a folder of released builds', async () => {
    const known = await KnownRules.read(RELEASES);
    expect(known.has(1)).toBe(true);
    expect(known.newest).toBe(RULES);
  });

  it('are today’s alone where there is no such folder', async () => {
    const known = await KnownRules.read(join(folder, 'nowhere'));
    expect(known.has(RULES_VERSION)).toBe(true);
  });

  it('refuse a build under another version’s name', async () => {
    cpSync(join(RELEASES, '1.js'), join(folder, '7.js'));
    writeFileSync(join(folder, '7.js.br'), 'not a build');
    await expect(KnownRules.read(folder)).rejects.toThrow(/7\.js holds rules 1/);
  });
});
