// Counts what MongoDB is asked for. It shares the servers of the tests, which only Vite's module runner loads as the tests do.
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

await runnerImport(fileURLToPath(new URL('../service/bench/keeping.ts', import.meta.url)), {
  configFile: false,
  logLevel: 'error',
});
