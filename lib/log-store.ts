import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { demandBucketName } from './demand.ts';
import { PRIVATE_BUCKET } from './private-bucket.ts';
import { demandDays } from './retention.ts';

/** Properties of the bucket of log lines. */
export interface LogStoreProps {
  /** Name of the bucket. */
  readonly bucketName: string;
  /**
   * Bucket of the access logs. One that takes no ACLs wants CDK's flag `@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy`, as
   * `cdk init` sets it.
   */
  readonly accessLogs: s3.IBucket;
  /**
   * How long what Loki has deleted can still be brought back.
   * @default 7 days
   */
  readonly restorableFor?: Duration;
}

/** Bucket in which Loki keeps its lines. How long they are kept is Loki's to say: it deletes what is too old itself. */
export class LogStore extends Construct {
  readonly bucket: s3.Bucket;
  private readonly arn: string;

  constructor(scope: Construct, id: string, props: LogStoreProps) {
    super(scope, id);
    demandBucketName('bucketName', props.bucketName);
    if (props.restorableFor) demandDays('restorableFor', props.restorableFor);
    // A plain string of the fixed name: a role in another stack then imports nothing.
    this.arn = `arn:${Stack.of(this).partition}:s3:::${props.bucketName}`;
    this.bucket = new s3.Bucket(this, 'Bucket', {
      ...PRIVATE_BUCKET,
      bucketName: props.bucketName,
      encryption: s3.BucketEncryption.S3_MANAGED,
      serverAccessLogsBucket: props.accessLogs,
      serverAccessLogsPrefix: 'loki/',
      lifecycleRules: [
        {
          id: 'deleted-by-loki',
          noncurrentVersionExpiration: props.restorableFor ?? Duration.days(7),
          expiredObjectDeleteMarker: true,
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    });
  }

  /** Lets Loki write, find, read and delete its lines. */
  grantUse(grantee: iam.IGrantable): iam.Grant {
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['s3:ListBucket'],
      resourceArns: [this.arn],
    }).combine(
      iam.Grant.addToPrincipal({
        grantee,
        actions: ['s3:PutObject', 's3:GetObject', 's3:DeleteObject'],
        resourceArns: [`${this.arn}/*`],
      }),
    );
  }
}
