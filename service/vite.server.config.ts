import { defineConfig } from 'vite';

/** The server as one file; its dependencies stay in node_modules. */
export default defineConfig({
  logLevel: 'warn',
  build: {
    ssr: 'src/main.ts',
    outDir: 'dist/server',
    target: 'node20',
    sourcemap: true,
    emptyOutDir: true,
  },
});
