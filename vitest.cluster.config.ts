import { defineConfig } from 'vitest/config';
import Sequence from './test/cluster/sequence.ts';

/** Tests that want a Kubernetes of their own: `CLUSTER_KUBECONFIG` names it. */
export default defineConfig({
  test: {
    include: ['test/**/*.cluster.ts'],
    globalSetup: './test/temporary-folder.ts',
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers: 1,
    fileParallelism: false,
    sequence: { sequencer: Sequence },
    reporters: ['default', './test/summary-reporter.ts'],
  },
});
