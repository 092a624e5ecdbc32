import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ScriptedPerson } from '../../../service/game/cli/scripted-person.ts';
import { type Header, type Input, RULES, type Rules } from '../../../service/game/index.ts';
import { expectGolden, goldenFiles } from './golden-vectors.ts';

/** SHA-256 of every release, by its version. What stands here is never changed, only added to. */
const DIGESTS: Readonly<Record<number, string>> = {
  1: '7ffefa8617a0a92ca0370262e6dd6bc6ecc84cdb4728396bc9752bb9994f5e38',
};

const FOLDER = join(import.meta.dirname, '../../../service/game/releases');
const versions = Object.keys(DIGESTS).map(Number);

async function release(version: number): Promise<Rules> {
  return ((await import(join(FOLDER, `${version}.js`))) as { RULES: Rules }).RULES;
}

describe('the released rules', () => {
  it('are these, and today’s are among them', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(versions.map((version) => `${version}.js`).sort());
    expect(versions, 'npm run rules:release').toContain(RULES.version);
  });

  it.each(versions)('version %i is the build that matches were played by', async (version) => {
    const text = readFileSync(join(FOLDER, `${version}.js`), 'utf8');
    expect(createHash('sha256').update(text).digest('hex')).toBe(DIGESTS[version]);
    expect((await release(version)).version).toBe(version);
    // It needs nothing that could change beside it.
    expect(text).not.toMatch(/\bimport\b/);
  });

  it.each(versions.flatMap((version) => goldenFiles(version).map((file) => [version, file] as const)))(
    'version %i gives the golden states of %s',
    async (version, file) => {
      expectGolden(await release(version), file);
    },
  );

  it.each([
    ['duel', 2],
    ['small', 16],
    ['large', 64],
    ['huge', 200],
  ] as const)('seat a %s room of %i as today’s source does', async (size, bots) => {
    const released = await release(RULES.version);
    const header: Header = { code: 'FULL', size, bots, rules: RULES.version, countdown: 0 };
    const join: Input = { do: 'join', who: 1 };
    const { state } = RULES.step(RULES.createMatch(header), [join]);
    expect(state.players.filter(({ at }) => at >= 0)).toHaveLength(bots);
    expect(RULES.hashOf(state)).toBe(
      released.hashOf(released.step(released.createMatch(header), [join]).state),
    );
  });

  it('play on as today’s source does, match for match', async () => {
    const released = await release(RULES.version);
    for (const seed of [1, 2, 3]) {
      const header: Header = {
        code: `TWICE${seed}`,
        size: 'small',
        bots: 8,
        rules: RULES.version,
        countdown: 0,
      };
      const people = [1, 2, 3, 4].map((person) => new ScriptedPerson(seed * 100 + person, person * 3));
      let state = RULES.createMatch(header);
      let other = released.createMatch(header);
      while (state.tick < 250) {
        const inputs: Input[] = [];
        for (const person of people) {
          const joined = inputs.filter((input) => input.do === 'join').length;
          const input = person.act(state, state.next + joined);
          if (input !== null) inputs.push(input);
        }
        state = RULES.step(state, inputs).state;
        other = released.step(other, inputs).state;
        if (RULES.hashOf(state) !== released.hashOf(other))
          expect.fail(`tick ${state.tick - 1} of ${header.code}: the source does not do what was released`);
      }
    }
  });
});
