import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../environment.ts';
import { type SecretId, secretsManagerName } from '../names.ts';
import { aws } from './aws-cli.ts';

/** What a secret holds; nothing where it was never filled. */
export function readSecret(environment: Environment, secret: SecretId): Record<string, string> {
  const id = secretsManagerName(environment.name, secret);
  const { SecretVersionIdsToStages: versions } = aws<{ SecretVersionIdsToStages?: object }>(environment, [
    ...['secretsmanager', 'describe-secret', '--secret-id', id],
  ]);
  if (!versions) return {};
  const args = ['secretsmanager', 'get-secret-value', '--secret-id', id];
  const { SecretString } = aws<{ SecretString: string }>(environment, args);
  return JSON.parse(SecretString) as Record<string, string>;
}

/** Replaces what a secret holds. */
export function writeSecret(
  environment: Environment,
  secret: SecretId,
  values: Readonly<Record<string, string>>,
): void {
  const id = secretsManagerName(environment.name, secret);
  // By a file that nobody else can read: others on the machine could list an argument.
  const folder = mkdtempSync(join(tmpdir(), 'playcode-secret-'));
  try {
    const file = join(folder, 'value');
    writeFileSync(file, JSON.stringify(values), { mode: 0o600 });
    const args = [
      'secretsmanager',
      'put-secret-value',
      '--secret-id',
      id,
      '--secret-string',
      `file://${file}`,
    ];
    aws(environment, args);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
