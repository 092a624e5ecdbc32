import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

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
