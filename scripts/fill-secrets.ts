import { generateSecrets, type SecretValues } from '../charts-ts/secrets.ts';
import { type Environment, environments, secretsOf } from '../lib/environment.ts';
import { type SecretId, secretsManagerName } from '../lib/names.ts';
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
    throw new Error(
      `${names.join(', ')}: filled already; nothing was changed. ` +
        'Where a run was cut off and no database has begun with them, empty each and run it again: ' +
        `aws secretsmanager put-secret-value --secret-string '{}' --secret-id ${names[0]} --region ${environment.region}`,
    );
  }
  fill(environment, values);
  const empty = ids.flatMap((id) => {
    const keys = Object.entries<string>(values[id]).filter(([, value]) => value === '');
    return keys.map(([key]) => `${secretsManagerName(environment.name, id)} ${key}`);
  });
  console.log(`${ids.length} secrets of ${name} are filled. Of others, and still empty: ${empty.join(', ')}`);
}

/** Writes all, or leaves all empty: the next run would stop at those that are filled. */
function fill(environment: Environment, values: SecretValues): void {
  const begun: SecretId[] = [];
  try {
    for (const id of secretsOf(environment.choices)) {
      begun.push(id);
      writeSecret(environment, id, values[id]);
    }
  } catch (error) {
    for (const id of begun.slice(0, -1)) writeSecret(environment, id, {});
    throw error;
  }
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
