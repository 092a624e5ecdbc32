import { Duration } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { Backups, type BackupsProps } from './backups.ts';
import { demandBucketName, demandDistinct } from './demand.ts';
import { LogStore, type LogStoreProps } from './log-store.ts';
import { PRIVATE_BUCKET } from './private-bucket.ts';
import { demandDays } from './retention.ts';
import { Uploads, type UploadsProps } from './uploads.ts';

/** Properties of the storage. */
export interface StorageProps {
  /** Name of the bucket of the access logs. */
  readonly logBucketName: string;
  /** Bucket that browsers upload to. */
  readonly uploads: Omit<UploadsProps, 'accessLogs'>;
  /** Bucket of the database's backups. */
  readonly backups: Omit<BackupsProps, 'accessLogs'>;
  /**
   * Bucket of Loki's lines.
   * @default none: Loki keeps them on its volume
   */
  readonly loki?: Omit<LogStoreProps, 'accessLogs'>;
  /**
   * How long access logs are kept.
   * @default 90 days
   */
  readonly logsKeptFor?: Duration;
}

/** The buckets: uploads, backups, where it is wanted the lines of pods, and the access logs of all. */
export class Storage extends Construct {
  readonly uploads: Uploads;
  readonly backups: Backups;
  /** Where Loki keeps its lines in a bucket. */
  readonly loki?: LogStore;

  constructor(scope: Construct, id: string, props: StorageProps) {
    super(scope, id);
    const { logBucketName, uploads, backups, loki, logsKeptFor } = props;
    const names = [logBucketName, uploads.bucketName, backups.bucketName, ...(loki ? [loki.bucketName] : [])];
    demandDistinct('bucketName', names, 'a name of its own for each bucket');
    demandBucketName('logBucketName', logBucketName);
    if (logsKeptFor) demandDays('logsKeptFor', logsKeptFor);
    // Log delivery by bucket policy: the older way needs an ACL, which the buckets do not have.
    this.node.setContext('@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy', true);
    const accessLogs = new s3.Bucket(this, 'AccessLogs', {
      ...PRIVATE_BUCKET,
      bucketName: props.logBucketName,
      // Log delivery writes to buckets with keys of S3 alone.
      encryption: s3.BucketEncryption.S3_MANAGED,
      lifecycleRules: [
        {
          id: 'old-logs',
          expiration: props.logsKeptFor ?? Duration.days(90),
          noncurrentVersionExpiration: Duration.days(1),
        },
      ],
    });
    // CDK's own types do not agree under exact optional properties.
    const logs = { accessLogs: accessLogs as s3.IBucket };
    this.uploads = new Uploads(this, 'Uploads', { ...props.uploads, ...logs });
    this.backups = new Backups(this, 'Backups', { ...props.backups, ...logs });
    if (props.loki) this.loki = new LogStore(this, 'Loki', { ...props.loki, ...logs });
  }
}
