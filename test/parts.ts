import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { it } from 'vitest';

/** Real parts take their time, and more of it on a busy machine. */
const PART_TEST_MS = 240_000;

/** Where `.ci/install` puts the programs that no package of the system brings. */
const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'playcode', 'bin');

/**
 * Finds a real program that tests run: named by a variable, on PATH, or in the cache.
 * @param command Its file name, for example `actionlint`; of several that can do the same, the best first.
 * @param variable Variable that may name its path, for example `ACTIONLINT`.
 * @returns Its path; undefined where it is missing, for `describe.skipIf`.
 * @throws Error where it is missing and `REQUIRE_PARTS=1` says that nothing may be
 */
export function findPart(command: string | readonly string[], variable: string): string | undefined {
  const named = process.env[variable];
  if (named) return named;
  const folders = [...(process.env.PATH ?? '').split(delimiter), CACHE];
  const commands = [command].flat();
  const found = commands.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
  if (!found && process.env.REQUIRE_PARTS === '1') {
    throw new Error(
      `${commands.join(' or ')} is not on PATH nor in ${CACHE}: run .ci/install, or name it by ${variable}. REQUIRE_PARTS=1 forbids to skip its tests.`,
    );
  }
  return found;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * A test that needs a real part; without it the test is skipped by name.
 * @throws Error where the part is missing and `REQUIRE_PARTS=1`
 */
export function itWith(
  part: { readonly name: string; readonly variable: string },
  title: string,
  test: (command: string) => void | Promise<void>,
): void {
  const command = findPart(part.name, part.variable);
  if (command !== undefined) it(title, () => test(command), PART_TEST_MS);
  else it.skip(`${title} (needs ${part.name}: run .ci/install, or set ${part.variable})`);
}
