import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Environment, environments } from '../lib/environment.ts';
import { PORTS, SECRETS, type SecretId, secretsManagerName, smtpUserName } from '../lib/names.ts';
import { smtpPassword } from '../lib/smtp-password.ts';

const USAGE = 'usage: smtp-credentials.ts <environment> rotate|retire';

interface AccessKey {
  readonly AccessKeyId: string;
  readonly CreateDate: string;
}

/** Calls the AWS CLI. */
function aws<T>(environment: Environment, args: readonly string[]): T {
  const { status, stdout, stderr, error } = spawnSync(
    'aws',
    [...args, '--region', environment.region, '--output', 'json'],
    { encoding: 'utf8' },
  );
  if (error)
    throw new Error(`aws: ${error.message}; install the AWS CLI and sign in to ${environment.account}`);
  if (status !== 0) throw new Error(`aws ${args.slice(0, 2).join(' ')}: ${stderr.trim()}`);
  return JSON.parse(stdout || '{}') as T;
}

/** Access keys of the SMTP user, oldest first. */
function accessKeys(environment: Environment): AccessKey[] {
  const user = smtpUserName(environment.name);
  const { AccessKeyMetadata } = aws<{ AccessKeyMetadata: AccessKey[] }>(environment, [
    ...['iam', 'list-access-keys', '--user-name', user],
  ]);
  return AccessKeyMetadata.toSorted((a, b) => a.CreateDate.localeCompare(b.CreateDate));
}

/** Makes a new key and writes its SMTP credentials where the app and Alertmanager read them: both or neither. */
function rotate(environment: Environment): void {
  const user = smtpUserName(environment.name);
  const [oldest, second] = accessKeys(environment);
  if (oldest && second) {
    throw new Error(`${user} has two access keys, the most there can be: retire ${oldest.AccessKeyId} first`);
  }
  const before = { app: read(environment, 'app'), alertmanager: read(environment, 'alertmanager') };
  const { AccessKey: key } = aws<{ AccessKey: { AccessKeyId: string; SecretAccessKey: string } }>(
    environment,
    [...['iam', 'create-access-key', '--user-name', user]],
  );
  const username = key.AccessKeyId;
  const password = smtpPassword(key.SecretAccessKey, environment.region);
  const host = `email-smtp.${environment.region}.amazonaws.com`;
  const url = `smtp://${encodeURIComponent(username)}:${encodeURIComponent(password)}@${host}:${PORTS.smtp}`;
  const { smtpUsername, smtpPassword: passwordKey } = SECRETS.alertmanager.keys;
  let appHasIt = false;
  try {
    write(environment, 'app', { ...before.app, [SECRETS.app.keys.smtpUrl]: url });
    appHasIt = true;
    write(environment, 'alertmanager', {
      ...before.alertmanager,
      [smtpUsername]: username,
      [passwordKey]: password,
    });
  } catch (error) {
    // Left behind, the new key would make the older one, which still works, look like the one to retire.
    if (appHasIt) write(environment, 'app', before.app);
    aws(environment, ['iam', 'delete-access-key', '--user-name', user, '--access-key-id', username]);
    throw error;
  }
  console.log(
    `${user}: ${username} is in the secrets of app and Alertmanager; pods have it in about two minutes.`,
  );
  if (oldest)
    console.log(`Then retire ${oldest.AccessKeyId}: smtp-credentials.ts ${environment.name} retire`);
}

/** Deletes the older of two keys, once nobody sends with it. */
function retire(environment: Environment): void {
  const user = smtpUserName(environment.name);
  const [oldest, second] = accessKeys(environment);
  if (!oldest || !second)
    throw new Error(`${user} has ${oldest ? 'one access key' : 'no access key'}: nothing to retire`);
  aws(environment, ['iam', 'delete-access-key', '--user-name', user, '--access-key-id', oldest.AccessKeyId]);
  console.log(`${user}: ${oldest.AccessKeyId} is gone, ${second.AccessKeyId} stays.`);
}

/** What a secret holds; nothing where it was never filled. */
function read(environment: Environment, secret: SecretId): Record<string, string> {
  const id = secretsManagerName(environment.name, secret);
  const { SecretVersionIdsToStages: versions } = aws<{ SecretVersionIdsToStages?: object }>(environment, [
    ...['secretsmanager', 'describe-secret', '--secret-id', id],
  ]);
  if (!versions) return {};
  const args = ['secretsmanager', 'get-secret-value', '--secret-id', id];
  const { SecretString } = aws<{ SecretString: string }>(environment, args);
  return JSON.parse(SecretString) as Record<string, string>;
}

function write(environment: Environment, secret: SecretId, values: Readonly<Record<string, string>>): void {
  const id = secretsManagerName(environment.name, secret);
  // By a file that nobody else can read: others on the machine could list an argument.
  const folder = mkdtempSync(join(tmpdir(), 'smtp-'));
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

function main([name = '', action = '']: readonly string[]): void {
  const environment = Object.values(environments).find((each) => each.name === name);
  const act = { rotate, retire }[action];
  if (!environment || !act) {
    throw new Error(`${USAGE}; environments are ${Object.keys(environments).join(', ')}`);
  }
  act(environment);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
