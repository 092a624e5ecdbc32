import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { demandBucketName, demandForm, demandPrefix } from './demand.ts';
import { PRIVATE_BUCKET } from './private-bucket.ts';
import { demandDays } from './retention.ts';
import { serviceDomain } from './service-domain.ts';

/** Properties of the backups bucket. */
export interface BackupsProps {
  /** Name of the bucket. */
  readonly bucketName: string;
  /** First part of a backup's key, for example `mongodb/`. */
  readonly prefix: string;
  /** ARN of the one role that may write. A plain string, because the role's stack comes after this one. */
  readonly writerRoleArn: string;
  /** Key that encrypts the backups. */
  readonly key: kms.IKey;
  /**
   * Bucket of the access logs. One that takes no ACLs wants CDK's flag `@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy`, as
   * `cdk init` sets it.
   */
  readonly accessLogs: s3.IBucket;
  /**
   * How long Object Lock (governance mode) keeps a backup from everyone. Can only be set when the bucket is made.
   * @default no lock
   */
  readonly lockFor?: Duration;
  /**
   * When a backup moves to Glacier Instant Retrieval.
   * @default 30 days
   */
  readonly coldAfter?: Duration;
  /**
   * When a backup is deleted.
   * @default 365 days
   */
  readonly keptFor?: Duration;
}

/** Bucket of the database backups: one role writes, nobody deletes, the lifecycle alone clears away. */
export class Backups extends Construct {
  readonly bucket: s3.Bucket;
  private readonly arn: string;
  private readonly prefix: string;
  private readonly key: kms.IKey;

  constructor(scope: Construct, id: string, props: BackupsProps) {
    super(scope, id);
    const coldAfter = props.coldAfter ?? Duration.days(30);
    const keptFor = props.keptFor ?? Duration.days(365);
    const lockFor = props.lockFor;
    demandBucketName('bucketName', props.bucketName);
    demandPrefix('prefix', props.prefix);
    demandForm(
      'writerRoleArn',
      props.writerRoleArn,
      /^arn:aws[\w-]*:iam::\d{12}:role\/[^*?]+$/,
      'the ARN of one role, arn:aws:iam::<account>:role/<name>: it alone may write',
    );
    for (const [field, time] of Object.entries({ coldAfter, keptFor, lockFor })) {
      if (time) demandDays(field, time);
    }
    if (keptFor.toDays() <= coldAfter.toDays()) {
      throw new Error(
        `keptFor: found ${keptFor.toDays()} days, expected more than coldAfter (${coldAfter.toDays()} days)`,
      );
    }
    if (lockFor && lockFor.toDays() >= keptFor.toDays()) {
      throw new Error(
        `lockFor: found ${lockFor.toDays()} days, expected less than keptFor (${keptFor.toDays()} days)`,
      );
    }
    // Plain strings of the fixed name: a role in another stack then imports nothing.
    this.arn = `arn:${Stack.of(this).partition}:s3:::${props.bucketName}`;
    this.prefix = props.prefix;
    this.key = props.key;
    this.bucket = new s3.Bucket(this, 'Bucket', {
      ...PRIVATE_BUCKET,
      bucketName: props.bucketName,
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: props.key,
      bucketKeyEnabled: true,
      serverAccessLogsBucket: props.accessLogs,
      serverAccessLogsPrefix: 'backups/',
      ...(lockFor && {
        objectLockEnabled: true,
        objectLockDefaultRetention: s3.ObjectLockRetention.governance(lockFor),
      }),
      lifecycleRules: [
        {
          id: 'cold-then-gone',
          transitions: [
            { storageClass: s3.StorageClass.GLACIER_INSTANT_RETRIEVAL, transitionAfter: coldAfter },
          ],
          expiration: keptFor,
          noncurrentVersionExpiration: Duration.days(30),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    });
    const objects = this.bucket.arnForObjects('*');
    this.bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'OneRoleWrites',
        effect: iam.Effect.DENY,
        principals: [new iam.AnyPrincipal()],
        actions: ['s3:PutObject'],
        resources: [objects],
        conditions: { ArnNotEquals: { 'aws:PrincipalArn': props.writerRoleArn } },
      }),
    );
    this.bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'NobodyDeletes',
        effect: iam.Effect.DENY,
        principals: [new iam.AnyPrincipal()],
        actions: ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:BypassGovernanceRetention'],
        resources: [objects],
      }),
    );
  }

  /** Lets the backup write new archives; it can neither read nor list what is there. */
  grantWrite(grantee: iam.IGrantable): iam.Grant {
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
      resourceArns: [`${this.arn}/${this.prefix}*`],
    }).combine(this.grantKey(grantee, ['kms:GenerateDataKey', 'kms:Decrypt']));
  }

  /** Lets a restore list and read the archives. */
  grantRead(grantee: iam.IGrantable): iam.Grant {
    const list = new iam.PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [this.arn],
      conditions: { StringLike: { 's3:prefix': `${this.prefix}*` } },
    });
    grantee.grantPrincipal.addToPrincipalPolicy(list);
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['s3:GetObject'],
      resourceArns: [`${this.arn}/${this.prefix}*`],
    }).combine(this.grantKey(grantee, ['kms:Decrypt']));
  }

  /** The key through S3 alone: a role that holds it cannot use it on anything else. */
  private grantKey(grantee: iam.IGrantable, actions: string[]): iam.Grant {
    const { region } = Stack.of(this);
    return iam.Grant.addToPrincipal({
      grantee,
      actions,
      resourceArns: [this.key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `s3.${region}.${serviceDomain(region)}` } },
    });
  }
}
