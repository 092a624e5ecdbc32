import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'vite';

const SERVICE = join(import.meta.dirname, '../../../service');

/** A change of a source file on its way into a build. */
export interface Rewrite {
  readonly file: string;
  readonly found: RegExp;
  readonly replacement: string;
}

/** Rules that play otherwise. */
const OTHER_PLAY: readonly Rewrite[] = [
  { file: 'game/timing.ts', found: /RESPAWN_TICKS = 13/, replacement: 'RESPAWN_TICKS = 40' },
  { file: 'game/random.ts', found: /x << 13/, replacement: 'x << 7' },
];

/** Rules of matches that are over in seconds. */
export const BRIEF_PLAY: readonly Rewrite[] = [
  { file: 'game/timing.ts', found: /TICK_MS = 150/, replacement: 'TICK_MS = 100' },
  { file: 'game/timing.ts', found: /MATCH_TICKS = 1200/, replacement: 'MATCH_TICKS = 60' },
  { file: 'game/timing.ts', found: /LATE_TICKS = 300/, replacement: 'LATE_TICKS = 10' },
];

/** The service as it could be released next: today's pages, and rules of the next version beside all earlier ones. */
export class NextRelease {
  readonly main: string;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.main = join(folder, 'server/main.js');
  }

  /** @param rewrites What the next rules change @default a little of the play */
  static async build(version: number, rewrites: readonly Rewrite[] = OTHER_PLAY): Promise<NextRelease> {
    // Below the service, so that the build finds what it depends on.
    const release = new NextRelease(mkdtempSync(join(SERVICE, 'dist/next-')));
    const web = join(release.#folder, 'web');
    cpSync(join(SERVICE, 'dist/web'), web, { recursive: true });
    const raised = {
      file: 'game/state.ts',
      found: /RULES_VERSION = \d+/,
      replacement: `RULES_VERSION = ${version}`,
    };
    const plugins = [raised, ...rewrites].map(rewritten);
    await build({
      root: SERVICE,
      configFile: join(SERVICE, 'vite.server.config.ts'),
      plugins,
      build: { outDir: join(release.#folder, 'server'), sourcemap: false },
    });
    await build({
      configFile: false,
      logLevel: 'error',
      plugins,
      build: {
        outDir: join(web, 'rules'),
        emptyOutDir: false,
        minify: false,
        lib: { entry: join(SERVICE, 'game/rules.ts'), formats: ['es'], fileName: () => `${version}.js` },
      },
    });
    return release;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** @throws if there is nothing to change */
function rewritten({ file, found, replacement }: Rewrite): Plugin {
  return {
    name: `rewritten ${file} ${found}`,
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith(file)) return null;
      if (!found.test(code)) throw new Error(`${file}: ${found} is not there any more`);
      return code.replace(found, replacement);
    },
  };
}
