import type { Construct } from 'constructs';
import { Encryption } from '../encryption.ts';
import { type Environment, secretsOf } from '../environment.ts';
import {
  BACKUP_PREFIX,
  bucketName,
  PRODUCT,
  roleArn,
  secretsManagerName,
  UPLOAD_PREFIXES,
  workloadRoleName,
} from '../names.ts';
import { Secrets } from '../secrets.ts';
import { Storage } from '../storage.ts';
import { PlatformStack } from './platform-stack.ts';

/** What must never be lost: keys, buckets and the places of secrets. */
export class DataStack extends PlatformStack {
  readonly encryption: Encryption;
  readonly storage: Storage;

  constructor(scope: Construct, environment: Environment) {
    super(scope, 'data', environment, 'Keys, buckets and secrets');
    const { name, account, domain, choices } = environment;
    this.encryption = new Encryption(this, 'Encryption', { name: `${PRODUCT}-${name}` });
    this.storage = new Storage(this, 'Storage', {
      logBucketName: bucketName(name, account, 'logs'),
      uploads: {
        bucketName: bucketName(name, account, 'uploads'),
        origin: `https://${domain}`,
        incomingPrefix: UPLOAD_PREFIXES.incoming,
        keptPrefix: UPLOAD_PREFIXES.pictures,
      },
      backups: {
        bucketName: bucketName(name, account, 'backups'),
        prefix: BACKUP_PREFIX,
        writerRoleArn: roleArn(account, workloadRoleName(name, 'backup')),
        key: this.encryption.data,
      },
      ...(choices?.logStorage === 's3' && { loki: { bucketName: bucketName(name, account, 'loki') } }),
    });
    new Secrets(this, 'Secrets', {
      names: Object.fromEntries(secretsOf(choices).map((id) => [id, secretsManagerName(name, id)])),
      key: this.encryption.secrets,
    });
  }
}
