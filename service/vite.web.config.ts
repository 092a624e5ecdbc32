import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const OUT = join(import.meta.dirname, 'dist/web');
const RELEASES = join(import.meta.dirname, 'game/releases');

/** The browser client: hashed assets that are cached for good, and a page that names them. */
export default defineConfig({
  root: 'web',
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: { format: 'es' },
  plugins: [releasedRules(), compressed()],
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: 'es2022',
    // The policy of the site has no place for data: addresses or inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});

/** Adds the released rules as they are, by their version: a page can play a match of any of them, older or newer. */
function releasedRules(): Plugin {
  return {
    name: 'released-rules',
    apply: 'build',
    generateBundle() {
      for (const name of readdirSync(RELEASES))
        this.emitFile({
          type: 'asset',
          fileName: `rules/${name}`,
          source: readFileSync(join(RELEASES, name)),
        });
    },
  };
}

/** Writes `.br` and `.gz` beside every text, so that the service sends it compressed and never compresses. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    closeBundle() {
      for (const name of readdirSync(OUT, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(html|js|css|svg|webmanifest)$/.test(name)) continue;
        const file = join(OUT, name);
        const bytes = readFileSync(file);
        writeFileSync(`${file}.br`, brotliCompressSync(bytes));
        writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
      }
    },
  };
}
