import type { Environment } from '../lib/environment.ts';
import { PORTS, SECRETS, smtpUserName } from '../lib/names.ts';
import { aws } from '../lib/operations/aws-cli.ts';
import { runRotation } from '../lib/operations/rotation-command.ts';
import { readSecret, writeSecret } from '../lib/operations/secret-values.ts';
import { smtpPassword } from '../lib/smtp-password.ts';

interface AccessKey {
  readonly AccessKeyId: string;
  readonly CreateDate: string;
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
  const before = {
    app: readSecret(environment, 'app'),
    alertmanager: readSecret(environment, 'alertmanager'),
  };
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
    writeSecret(environment, 'app', { ...before.app, [SECRETS.app.keys.smtpUrl]: url });
    appHasIt = true;
    writeSecret(environment, 'alertmanager', {
      ...before.alertmanager,
      [smtpUsername]: username,
      [passwordKey]: password,
    });
  } catch (error) {
    // Left behind, the new key would make the older one, which still works, look like the one to retire.
    if (appHasIt) writeSecret(environment, 'app', before.app);
    aws(environment, ['iam', 'delete-access-key', '--user-name', user, '--access-key-id', username]);
    throw error;
  }
  console.log(
    `${user}: ${username} is in the secrets of app and Alertmanager. The app has it in about two minutes, Alertmanager once its pod is restarted.`,
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

runRotation('smtp-credentials.ts', { rotate, retire });
