import { App, Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { beforeAll, describe, expect, it } from 'vitest';
import { Storage, type StorageProps } from '../../lib/storage.ts';
import { ZonedStack } from '../../lib/zoned-stack.ts';
import { ofType, production, type Synthesized, synthesize, type TemplateResource } from './platform.ts';

let resources: Readonly<Record<string, TemplateResource>>;
let built: Synthesized;
beforeAll(async () => {
  built = await synthesize(production());
  resources = built.resources('data');
});

const bucket = (name: string): TemplateResource => {
  const found = ofType(resources, 'AWS::S3::Bucket').find(
    ([, { Properties }]) => Properties.BucketName === name,
  );
  if (!found) throw new Error(`no bucket ${name}`);
  return found[1];
};

/** Statements of the policy of a bucket. */
const policy = (id: string) =>
  ofType(resources, 'AWS::S3::BucketPolicy').find(([, { Properties }]) => Properties.Bucket.Ref === id)?.[1]
    .Properties.PolicyDocument.Statement as Array<Record<string, unknown>>;

describe('every bucket of production', () => {
  const names = [
    'playcode-production-logs-111122223333',
    'playcode-production-uploads-111122223333',
    'playcode-production-backups-111122223333',
  ];

  it('is one of the three', () => {
    expect(ofType(resources, 'AWS::S3::Bucket').map(([, { Properties }]) => Properties.BucketName)).toEqual(
      names,
    );
  });

  it.each(names)('%s is private, encrypted and spoken to by TLS alone', (name) => {
    const { Properties } = bucket(name);
    expect(Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(Properties.BucketEncryption).toBeDefined();
    expect(Properties.OwnershipControls.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
    const [id = ''] =
      ofType(resources, 'AWS::S3::Bucket').find(([, it]) => it.Properties.BucketName === name) ?? [];
    expect(policy(id)).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Action: 's3:*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  });
});

describe('the uploads bucket', () => {
  it('takes posts from the site alone', () => {
    const { Properties } = bucket('playcode-production-uploads-111122223333');
    expect(Properties.CorsConfiguration.CorsRules).toEqual([
      {
        AllowedOrigins: ['https://playcode.gg'],
        AllowedMethods: ['POST'],
        AllowedHeaders: ['*'],
        MaxAge: 3600,
      },
    ]);
  });

  it('forgets abandoned uploads after a day and deleted pictures after a week', () => {
    const { Properties } = bucket('playcode-production-uploads-111122223333');
    expect(Properties.VersioningConfiguration.Status).toBe('Enabled');
    expect(Properties.LifecycleConfiguration.Rules).toEqual([
      expect.objectContaining({ Prefix: 'incoming/', ExpirationInDays: 1, Status: 'Enabled' }),
      expect.objectContaining({ NoncurrentVersionExpiration: { NoncurrentDays: 7 }, Status: 'Enabled' }),
    ]);
  });
});

describe('the backups bucket', () => {
  const backups = () => bucket('playcode-production-backups-111122223333').Properties;

  it('keeps versions under our key, goes cold after 30 days and is cleared after a year', () => {
    expect(backups().VersioningConfiguration.Status).toBe('Enabled');
    expect(
      backups().BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault,
    ).toMatchObject({
      SSEAlgorithm: 'aws:kms',
      KMSMasterKeyID: { 'Fn::GetAtt': ['EncryptionData84A6F7AB', 'Arn'] },
    });
    expect(backups().LifecycleConfiguration.Rules[0]).toMatchObject({
      Transitions: [{ StorageClass: 'GLACIER_IR', TransitionInDays: 30 }],
      ExpirationInDays: 365,
    });
  });

  it('is written by the backup role alone, and nobody deletes', () => {
    const statements = policy('StorageBackupsBucket3574389B');
    expect(statements).toContainEqual(
      expect.objectContaining({
        Sid: 'OneRoleWrites',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 's3:PutObject',
        Condition: {
          ArnNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/playcode-production-backup' },
        },
      }),
    );
    expect(statements).toContainEqual(
      expect.objectContaining({
        Sid: 'NobodyDeletes',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: ['s3:BypassGovernanceRetention', 's3:DeleteObject', 's3:DeleteObjectVersion'],
      }),
    );
  });
});

describe('a storage of another shape', () => {
  const make = (
    backups: Partial<StorageProps['backups']>,
    origin = 'https://example.org',
    delivery: 'private' | 'cloudfront' = 'private',
  ) => {
    const stack = new ZonedStack(new App(), 'Stack', { zones: ['eu-west-1a'], env: { region: 'eu-west-1' } });
    new Storage(stack, 'Storage', {
      logBucketName: 'logs',
      uploads: { bucketName: 'uploads', origin, incomingPrefix: 'in/', keptPrefix: 'kept/', delivery },
      backups: {
        bucketName: 'backups',
        prefix: 'db/',
        writerRoleArn: 'arn:aws:iam::444455556666:role/writer',
        key: new kms.Key(stack, 'Key'),
        ...backups,
      },
    });
    return Template.fromStack(stack);
  };

  it('locks backups where that is asked', () => {
    make({ lockFor: Duration.days(14) }).hasResourceProperties('AWS::S3::Bucket', {
      BucketName: 'backups',
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Days: 14, Mode: 'GOVERNANCE' } } },
    });
  });

  it('delivers kept pictures by CloudFront where that is asked, and nothing else of the bucket', () => {
    const template = make({}, 'https://example.org', 'cloudfront');
    template.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        DefaultCacheBehavior: { ViewerProtocolPolicy: 'https-only' },
        Origins: [{ OriginPath: '/kept' }],
      },
    });
    template.resourceCountIs('AWS::CloudFront::OriginAccessControl', 1);
    make({}).resourceCountIs('AWS::CloudFront::Distribution', 0);
  });

  it('refuses times that contradict each other', () => {
    for (const days of [20, 30])
      expect(() => make({ keptFor: Duration.days(days) })).toThrow(
        `keptFor: found ${days} days, expected more than coldAfter (30 days)`,
      );
    for (const days of [365, 400])
      expect(() => make({ lockFor: Duration.days(days) })).toThrow(
        `lockFor: found ${days} days, expected less than keptFor (365 days)`,
      );
  });

  it('refuses an origin with a path', () => {
    expect(() => make({}, 'https://example.org/game')).toThrow('origin: found https://example.org/game');
  });
});
