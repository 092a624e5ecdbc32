import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { demand, demandBucketName, demandPrefix } from './demand.ts';
import { PRIVATE_BUCKET } from './private-bucket.ts';
import { demandDays } from './retention.ts';

/** Properties of the uploads bucket. */
export interface UploadsProps {
  /** Name of the bucket. */
  readonly bucketName: string;
  /** The site's origin, for example `https://playcode.gg`: the one page that may post to the bucket. */
  readonly origin: string;
  /** First part of the keys that browsers post to, for example `incoming/`. */
  readonly incomingPrefix: string;
  /** First part of the keys that checked pictures are kept under, for example `pictures/`. */
  readonly keptPrefix: string;
  /**
   * Bucket of the access logs. One that takes no ACLs wants CDK's flag `@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy`, as
   * `cdk init` sets it.
   */
  readonly accessLogs: s3.IBucket;
  /**
   * How long an upload that nobody finished is kept.
   * @default 1 day
   */
  readonly abandonedAfter?: Duration;
  /**
   * How kept pictures reach browsers: `private` leaves it to the service, `cloudfront` puts a distribution in front of
   * the kept prefix alone, under CloudFront's own name and certificate, by which it takes TLS as old as 1.0, too.
   * @default 'private'
   */
  readonly delivery?: 'private' | 'cloudfront';
}

/** Bucket that browsers upload to by presigned POST. Private: what is shown has been checked and re-encoded first. */
export class Uploads extends Construct {
  readonly bucket: s3.Bucket;
  /** The distribution, where kept pictures are delivered by one. */
  readonly distribution?: cloudfront.Distribution;
  private readonly objects: readonly string[];

  constructor(scope: Construct, id: string, props: UploadsProps) {
    super(scope, id);
    const { incomingPrefix, keptPrefix, abandonedAfter } = props;
    demandBucketName('bucketName', props.bucketName);
    demandPrefix('incomingPrefix', incomingPrefix);
    demandPrefix('keptPrefix', keptPrefix);
    demand(
      !keptPrefix.startsWith(incomingPrefix) && !incomingPrefix.startsWith(keptPrefix),
      'keptPrefix',
      keptPrefix,
      `a prefix apart from incomingPrefix ${incomingPrefix}: what lies below that is deleted`,
    );
    if (abandonedAfter) demandDays('abandonedAfter', abandonedAfter);
    const isPage = /^https?:/.test(props.origin) && URL.canParse(props.origin);
    if (!isPage || new URL(props.origin).origin !== props.origin) {
      throw new Error(
        `origin: found ${props.origin}, expected scheme and host alone, as in https://playcode.gg`,
      );
    }
    // Plain strings of the fixed name: a role in another stack then imports nothing.
    this.objects = [incomingPrefix, keptPrefix].map(
      (prefix) => `arn:${Stack.of(this).partition}:s3:::${props.bucketName}/${prefix}*`,
    );
    this.bucket = new s3.Bucket(this, 'Bucket', {
      ...PRIVATE_BUCKET,
      bucketName: props.bucketName,
      encryption: s3.BucketEncryption.S3_MANAGED,
      serverAccessLogsBucket: props.accessLogs,
      serverAccessLogsPrefix: 'uploads/',
      cors: [
        {
          allowedOrigins: [props.origin],
          allowedMethods: [s3.HttpMethods.POST],
          allowedHeaders: ['*'],
          maxAge: Duration.hours(1).toSeconds(),
        },
      ],
      lifecycleRules: [
        {
          id: 'abandoned-uploads',
          prefix: incomingPrefix,
          expiration: abandonedAfter ?? Duration.days(1),
        },
        {
          id: 'replaced-and-deleted',
          noncurrentVersionExpiration: Duration.days(7),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    });
    if (props.delivery === 'cloudfront') this.distribution = this.distribute(keptPrefix);
  }

  private distribute(keptPrefix: string): cloudfront.Distribution {
    const bucket = this.bucket as s3.IBucket;
    return new cloudfront.Distribution(this, 'Distribution', {
      comment: `Kept pictures of ${this.bucket.bucketName}`,
      defaultBehavior: {
        // The path is put before every request, so that uploads nobody has checked yet cannot be asked for.
        origin: origins.S3BucketOrigin.withOriginAccessControl(bucket, {
          originPath: `/${keptPrefix.replace(/\/$/, '')}`,
        }),
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
        allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD,
        cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: cloudfront.ResponseHeadersPolicy.SECURITY_HEADERS,
      },
    });
  }

  /** Lets the service presign uploads, read them, keep the checked picture and delete either. */
  grantManage(grantee: iam.IGrantable): iam.Grant {
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['s3:PutObject', 's3:GetObject', 's3:DeleteObject'],
      resourceArns: [...this.objects],
    });
  }
}
