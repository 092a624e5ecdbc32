import { AwsSolutionsChecks } from 'cdk-nag';
import { beforeAll, describe, expect, it } from 'vitest';
import { ofType, production, type Synthesized, synthesize } from './platform.ts';

/** The AWS half of somebody who keeps logs in S3 and sends samples elsewhere. */
let built: Synthesized;
beforeAll(async () => {
  const choices = { logStorage: 's3', remoteWrite: { url: 'https://metrics.example.net' } } as const;
  built = await synthesize({ ...production(), choices });
});

const BUCKET = 'playcode-production-loki-111122223333';

describe('logs in S3', () => {
  it('have a bucket that outlives its stack, private, encrypted, and restorable for a week', () => {
    const [, bucket] = ofType(built.resources('data'), 'AWS::S3::Bucket').find(
      ([, { Properties }]) => Properties.BucketName === BUCKET,
    )!;
    expect(bucket).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    expect(bucket.Properties).toMatchObject({
      PublicAccessBlockConfiguration: { BlockPublicPolicy: true, RestrictPublicBuckets: true },
      VersioningConfiguration: { Status: 'Enabled' },
      LoggingConfiguration: { LogFilePrefix: 'loki/' },
      LifecycleConfiguration: {
        Rules: [
          {
            NoncurrentVersionExpiration: { NoncurrentDays: 7 },
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          },
        ],
      },
    });
    expect(bucket.Properties.BucketEncryption).toBeDefined();
  });

  it('are used by Loki’s service account alone, and by it nothing else', () => {
    const [id, role] = ofType(built.resources('access'), 'AWS::IAM::Role').find(
      ([, { Properties }]) => Properties.RoleName === 'playcode-production-loki',
    )!;
    expect(JSON.stringify(role.Properties.AssumeRolePolicyDocument)).toContain(
      'system:serviceaccount:monitoring:loki',
    );
    const policies = ofType(built.resources('access'), 'AWS::IAM::Policy').filter(([, { Properties }]) =>
      Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === id),
    );
    expect(policies.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)).toEqual([
      { Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${BUCKET}` },
      {
        Effect: 'Allow',
        Action: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
        Resource: `arn:aws:s3:::${BUCKET}/*`,
      },
    ]);
  });
});

describe('cdk-nag', () => {
  it('finds nothing that is not acknowledged', () => {
    const { violations } = new AwsSolutionsChecks(built.app).validateScope(built.app);
    expect(violations.map(({ ruleName, violatingResources }) => [ruleName, violatingResources])).toEqual([]);
  });
});

describe('samples sent elsewhere, too', () => {
  it('have a place for their password', () => {
    const places = ofType(built.resources('data'), 'AWS::SecretsManager::Secret');
    expect(places.map(([, { Properties }]) => Properties.Name)).toContain('playcode/production/prometheus');
  });
});
