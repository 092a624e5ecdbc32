import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/**
 * What each room of the house may import from the others: dependencies point one way, and the service knows nothing of
 * the infrastructure. Benchmarks stand outside: they start the servers of the tests, and the service in a pod's memory.
 */
const MAY_IMPORT = {
  bin: ['lib/', 'review/'],
  lib: ['service/src/uploads/prefixes.ts', 'service/src/variables.ts'],
  'charts-ts': ['lib/', 'service/src/metrics.ts'],
  review: ['lib/cost/', 'lib/names.ts', 'lib/quantity.ts'],
  scripts: ['charts-ts/', 'lib/', 'service/src/protocol/'],
  'service/game': ['service/src/protocol/bytes.ts'],
  'service/src': ['service/game/index.ts'],
  'service/web': ['service/game/index.ts', 'service/src/protocol/', 'service/src/rooms/gathering.ts'],
} as const;

/** Files that other rooms read names and numbers from, and that bring nothing else with them. */
const PURE_DATA = ['service/src/metrics.ts', 'service/src/uploads/prefixes.ts', 'service/src/variables.ts'];

/** The files of our own that a source imports, seen from the root. */
function imported(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(/(?:\bfrom|\bimport)[\s(]*'(\.[^']+)'/g)].map(([, path]) =>
    join(dirname(file), path!),
  );
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(m?ts|tsx|mjs)$/.test(name))
    .map((name) => join(folder, name));
}

describe('dependencies', () => {
  it.each(Object.entries(MAY_IMPORT))('lead out of %s only to %j', (room, permitted) => {
    const sources = sourcesBelow(room);
    expect(sources.length).toBeGreaterThan(1);
    const others = sources.flatMap((file) =>
      imported(file)
        .filter((path) => relative(room, path).startsWith('..'))
        .filter(
          (path) =>
            !permitted.some((known) => (known.endsWith('/') ? path.startsWith(known) : path === known)),
        )
        .map((path) => `${file} imports ${path}`),
    );
    expect(others).toEqual([]);
  });

  it('of the Kubernetes half on the AWS half lead to no package, CDK least of all', () => {
    const reached = new Set(
      sourcesBelow('charts-ts')
        .flatMap(imported)
        .filter((path) => path.startsWith('lib/')),
    );
    for (const path of reached) for (const next of imported(path)) reached.add(next);
    expect(reached).toContain('lib/names.ts');
    expect(
      [...reached].filter((path) => /\bfrom '[^.]/.test(readFileSync(join(ROOT, path), 'utf8'))),
    ).toEqual([]);
  });

  it('of tests lead to whose the platform is only where they hold the pipeline and a program to it', () => {
    const own = sourcesBelow('test').filter((file) => imported(file).includes('lib/owner.ts'));
    expect(own.sort()).toEqual([
      'test/charts-ts/main.test.ts',
      'test/owner.ts',
      'test/pipeline/deploy-workflow.test.ts',
      'test/scripts/fill-secrets.test.ts',
      'test/scripts/smtp-credentials.test.ts',
    ]);
  });

  it.each(PURE_DATA)('of %s are none', (file) => {
    expect(imported(file)).toEqual([]);
  });
});
