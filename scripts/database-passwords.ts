import {
  CLIENT_SECRETS,
  type ClientSecrets,
  retirePasswords,
  rotatePasswords,
} from '../charts-ts/secrets.ts';
import type { Environment } from '../lib/environment.ts';
import { runRotation } from '../lib/operations/rotation-command.ts';
import { readSecret, writeSecret } from '../lib/operations/secret-values.ts';

function read(environment: Environment): ClientSecrets {
  const values = Object.fromEntries(CLIENT_SECRETS.map((id) => [id, readSecret(environment, id)]));
  const empty = CLIENT_SECRETS.find((id) => Object.keys(values[id]!).length === 0);
  if (empty)
    throw new Error(`the secret of ${empty} is empty: fill-secrets.ts ${environment.name} comes first`);
  return values as unknown as ClientSecrets;
}

/** Writes new passwords, all or none; pods go on with the earlier ones until they are restarted. */
function rotate(environment: Environment): void {
  const before = read(environment);
  const after = rotatePasswords(before);
  const begun: (typeof CLIENT_SECRETS)[number][] = [];
  try {
    for (const id of CLIENT_SECRETS) {
      begun.push(id);
      writeSecret(environment, id, after[id]);
    }
  } catch (error) {
    for (const id of begun.slice(0, -1)) writeSecret(environment, id, before[id]);
    throw error;
  }
  console.log(
    `Clients of ${environment.name}'s databases have new passwords; the cluster knows them in three minutes. Then restart them, then retire the earlier ones.`,
  );
}

/** Takes the earlier passwords from Redis; MongoDB has forgotten them already. */
function retire(environment: Environment): void {
  writeSecret(environment, 'redis', retirePasswords(read(environment)));
  console.log(`Redis of ${environment.name} takes no earlier password from in three minutes on.`);
}

runRotation('database-passwords.ts', { rotate, retire });
