import { defineConfig } from 'vite';

/** The browser client: hashed assets that are cached for good, and a page that names them. */
export default defineConfig({
  root: 'web',
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: { format: 'es' },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    // The policy of the site has no place for data: addresses or inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
