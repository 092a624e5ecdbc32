import { generateSecrets } from '../charts-ts/secrets.ts';
import { environments, secretsOf } from '../lib/environment.ts';
import { secretsManagerName } from '../lib/names.ts';
import { readSecret, writeSecret } from '../lib/operations/secret-values.ts';

/**
 * Fills the secrets of a new environment with what the platform can make up itself. All or none: passwords of a
 * database and of its clients belong together, so one that is there already is a reason to stop.
 */
function main([name = '']: readonly string[]): void {
  const environment = Object.values(environments).find((each) => each.name === name);
  if (!environment) {
    throw new Error(
      `usage: fill-secrets.ts <environment>; environments are ${Object.keys(environments).join(', ')}`,
    );
  }
  const values = generateSecrets(environment.choices);
  const ids = secretsOf(environment.choices);
  const filled = ids.filter((id) => Object.keys(readSecret(environment, id)).length > 0);
  if (filled.length > 0) {
    const names = filled.map((id) => secretsManagerName(environment.name, id));
    throw new Error(`${names.join(', ')}: filled already; nothing was changed`);
  }
  for (const id of ids) writeSecret(environment, id, values[id]);
  const empty = ids.flatMap((id) => {
    const keys = Object.entries<string>(values[id]).filter(([, value]) => value === '');
    return keys.map(([key]) => `${secretsManagerName(environment.name, id)} ${key}`);
  });
  console.log(`${ids.length} secrets of ${name} are filled. Of others, and still empty: ${empty.join(', ')}`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
