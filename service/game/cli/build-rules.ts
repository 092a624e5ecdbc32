import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Rollup } from 'vite';

const GAME = fileURLToPath(new URL('..', import.meta.url));

/** Today's rules as one module. */
export async function buildRules(): Promise<string> {
  const [output] = (await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      lib: { entry: join(GAME, 'rules.ts'), formats: ['es'] },
    },
  })) as Rollup.RollupOutput[];
  return output!.output[0].code;
}
