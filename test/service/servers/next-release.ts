import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'vite';

const SERVICE = join(import.meta.dirname, '../../../service');

/** The service as it could be released next: rules of the next version, which play otherwise, beside all earlier ones. */
export class NextRelease {
  readonly main: string;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.main = join(folder, 'server/main.js');
  }

  static async build(version: number): Promise<NextRelease> {
    // Below the service, so that the build finds what it depends on.
    const release = new NextRelease(mkdtempSync(join(SERVICE, 'dist/next-')));
    await build({
      root: SERVICE,
      configFile: join(SERVICE, 'vite.server.config.ts'),
      plugins: [
        rewritten('game/state.ts', /RULES_VERSION = \d+/, `RULES_VERSION = ${version}`),
        rewritten('game/timing.ts', /RESPAWN_TICKS = 13/, 'RESPAWN_TICKS = 40'),
        rewritten('game/random.ts', /x << 13/, 'x << 7'),
      ],
      build: { outDir: join(release.#folder, 'server'), sourcemap: false },
    });
    cpSync(join(SERVICE, 'game/releases'), join(release.#folder, 'web/rules'), { recursive: true });
    return release;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Changes a source file on its way into the build. @throws if there is nothing to change */
function rewritten(file: string, found: RegExp, replacement: string): Plugin {
  return {
    name: `rewritten ${file}`,
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith(file)) return null;
      if (!found.test(code)) throw new Error(`${file}: ${found} is not there any more`);
      return code.replace(found, replacement);
    },
  };
}
