import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { build, type Rollup } from 'vite';
import { describe, expect } from 'vitest';
import { RULES_VERSION } from '../../service/game/index.ts';
import { itWith } from '../parts.ts';
import { CHROMIUM_FLAGS } from './visitor.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The rules as one script that gives its page a `game`. */
async function rules(): Promise<string> {
  const [output] = (await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      lib: { entry: join(ROOT, 'service/game/index.ts'), formats: ['iife'], name: 'game' },
    },
  })) as Rollup.RollupOutput[];
  return output!.output[0].code;
}

describe('the rules in Chromium', () => {
  itWith(
    { name: 'chromium', variable: 'CHROMIUM_PATH' },
    'give the golden state after every tick, as they do in Node',
    async (executablePath) => {
      const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
      try {
        const page = await browser.newPage();
        await page.addScriptTag({ content: await rules() });
        for (const vector of ['duel', 'small', 'countdown']) {
          const text = readFileSync(
            join(ROOT, `test/service/game/golden/${RULES_VERSION}/${vector}.json`),
            'utf8',
          );
          const golden = JSON.parse(text) as { readonly ticks: readonly { readonly hash: number }[] };
          const hashes: number[] = await page.evaluate((json) => {
            const { createMatch, hashOf, step } = (
              globalThis as never as { game: typeof import('../../service/game/index.ts') }
            ).game;
            const { header, ticks } = JSON.parse(json);
            let state = createMatch(header);
            return ticks.map((tick: { inputs: Parameters<typeof step>[1] }) => {
              state = step(state, tick.inputs).state;
              return hashOf(state);
            });
          }, text);
          expect(hashes).toEqual(golden.ticks.map(({ hash }) => hash));
        }
      } finally {
        await browser.close();
      }
    },
  );
});
