import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { it } from 'vitest';

/**
 * Where a real part is: in a variable, on the PATH, or where `.ci/parts` put it. Undefined where it is missing.
 * @param name the command, for example `cfn-lint`
 * @param variable the variable that may say where it is, for example `CFN_LINT`
 */
function findPart(name: string, variable: string): string | undefined {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return [
    process.env[variable],
    ...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)),
    join(cache, 'playcode', 'bin', name),
  ].find((file) => {
    if (!file) return false;
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * A test that needs a real part. Without it the test fails where parts are required, and is skipped by name elsewhere.
 */
export function itWith(
  part: { readonly name: string; readonly variable: string },
  title: string,
  test: (command: string) => void | Promise<void>,
): void {
  const command = findPart(part.name, part.variable);
  if (command) {
    it(title, () => test(command), 240_000);
  } else if (process.env.REQUIRE_PARTS === '1') {
    it(title, () => {
      throw new Error(`${part.name}: not found; run .ci/install, or set ${part.variable} to where it is`);
    });
  } else {
    it.skip(`${title} (needs ${part.name}: run .ci/install, or set ${part.variable})`);
  }
}
