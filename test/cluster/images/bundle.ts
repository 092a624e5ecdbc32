import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

/**
 * Programs as single files that need nothing beside them but Node.
 * @param programs Source files by the names, without ending, of what is made of them.
 * @returns Texts by the names of the files, chunks that they share included.
 */
export async function bundle(programs: Readonly<Record<string, string>>): Promise<Map<string, string>> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    root: join(import.meta.dirname, '..', '..', '..'),
    ssr: { noExternal: true },
    build: {
      ssr: true,
      write: false,
      target: 'node24',
      minify: false,
      rolldownOptions: {
        input: { ...programs },
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs', format: 'es' },
      },
    },
  });
  const [output] = [result].flat();
  if (output === undefined || !('output' in output)) throw new Error('vite built nothing');
  return new Map(
    output.output.map((file) => [file.fileName, 'code' in file ? file.code : String(file.source)]),
  );
}

/** A file's text beside this one. */
export function programText(name: string): string {
  return readFileSync(programFile(name), 'utf8');
}

/** Path of a program of the stand-ins. */
export function programFile(name: string): string {
  return join(import.meta.dirname, 'programs', name);
}
