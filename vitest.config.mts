import { defineConfig } from 'vitest/config';
import Sequence from './test/sequence.mts';

/** Rewrites the builds that other tests run: it goes first, alone. */
const START = 'test/scripts/start.test.ts';

const shared = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    maxWorkers: 2,
    sequence: { sequencer: Sequence },
    globalSetup: './test/temporary-folder.ts',
    reporters: ['default', './test/summary-reporter.ts'],
    projects: [
      { test: { ...shared, name: 'start', include: [START], sequence: { groupOrder: 0 } } },
      {
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
