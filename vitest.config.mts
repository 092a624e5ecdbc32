import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import Sequence from './test/sequence.mts';

/** Rewrites the builds that other tests run: it goes first, alone. */
const START = 'test/scripts/start.test.ts';

/** Tests have an owner of their own: they pass whoever deploys. One that asks for `lib/owner.ts` by its path gets that. */
const resolve = {
  alias: [{ find: /^\.\/owner\.ts$/, replacement: join(import.meta.dirname, 'test/owner.ts') }],
};

const shared = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    // One more than the two cores of the machine that decides: many tests wait, and two left it idle for a third of the time.
    maxWorkers: 3,
    sequence: { sequencer: Sequence },
    globalSetup: './test/temporary-folder.ts',
    reporters: ['default', './test/summary-reporter.ts'],
    projects: [
      { resolve, test: { ...shared, name: 'start', include: [START], sequence: { groupOrder: 0 } } },
      {
        resolve,
        test: {
          ...shared,
          name: 'rest',
          include: ['test/**/*.test.ts'],
          exclude: [START],
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
