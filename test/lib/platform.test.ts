import { Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { acknowledgements } from '../../lib/acknowledgements.ts';
import { production, STACKS, type Synthesized, synthesize } from './platform.ts';

/** Logical ids of what holds data: a change here would make CloudFormation replace it. */
const STATEFUL = {
  data: {
    EncryptionData84A6F7AB: 'AWS::KMS::Key',
    EncryptionSecrets7D45A8ED: 'AWS::KMS::Key',
    Secretsalertmanager3FDF7DC3: 'AWS::SecretsManager::Secret',
    SecretsappECBB158C: 'AWS::SecretsManager::Secret',
    SecretsbackupC208A7FE: 'AWS::SecretsManager::Secret',
    Secretsgrafana33F5D7B7: 'AWS::SecretsManager::Secret',
    SecretsmongoA4551CD7: 'AWS::SecretsManager::Secret',
    SecretsmongoExporter4A442366: 'AWS::SecretsManager::Secret',
    Secretsredis99548D6F: 'AWS::SecretsManager::Secret',
    SecretsredisExporterEA75D5C9: 'AWS::SecretsManager::Secret',
    StorageAccessLogs96FB524C: 'AWS::S3::Bucket',
    StorageBackupsBucket3574389B: 'AWS::S3::Bucket',
    StorageUploadsBucketEA2039D6: 'AWS::S3::Bucket',
  },
  network: { NetworkVpc7FB7348F: 'AWS::EC2::VPC' },
  registry: { RegistryRepositoryC6C96DCD: 'AWS::ECR::Repository' },
  site: {
    DnsZone1A7256CF: 'AWS::Route53::HostedZone',
    MailIdentity4EC7C521: 'AWS::SES::EmailIdentity',
    MailSmtpUser872FC37E: 'AWS::IAM::User',
  },
  cluster: { ClusterC2E21B66: 'AWS::EKS::Cluster' },
} as const;

let built: Synthesized;
beforeAll(async () => {
  built = await synthesize(production());
});

describe('the stage of production', () => {
  it('has the stacks that the runbook deploys, in order', () => {
    const stacks = built.stage.node.children.filter(Stack.isStack);
    expect(stacks.map((stack) => stack.stackName)).toEqual([
      'playcode-production-data',
      'playcode-production-network',
      'playcode-production-registry',
      'playcode-production-site',
      'playcode-production-cluster',
      'playcode-production-access',
    ]);
    expect(stacks.map((stack) => stack.terminationProtection)).toEqual(Array(6).fill(true));
    expect(stacks.map((stack) => stack.dependencies.map(({ node }) => node.id).sort())).toEqual([
      [],
      ['data'],
      ['data'],
      ['data'],
      ['data', 'network', 'site'],
      ['cluster', 'data'],
    ]);
  });

  it('asks nobody: no context is missing', () => {
    expect(built.app.synth().manifest.missing ?? []).toEqual([]);
  });

  it.each(STACKS)('%s looks as it did', async (stack) => {
    const template = JSON.stringify(built.template(stack).toJSON()).replaceAll(/[0-9a-f]{64}/g, 'ASSET');
    const yaml = stringify(JSON.parse(template), { aliasDuplicateObjects: false, lineWidth: 0 });
    await expect(yaml).toMatchFileSnapshot(`snapshots/${stack}.yaml`);
  });

  it('keeps the logical ids of what holds data', () => {
    const kinds =
      /^AWS::(KMS::Key|S3::Bucket|ECR::Repository|SecretsManager::Secret|Route53::HostedZone|SES::EmailIdentity|EKS::Cluster|EC2::VPC|IAM::User)$/;
    const found = Object.fromEntries(
      STACKS.map((stack) => [
        stack,
        Object.fromEntries(
          Object.entries(built.resources(stack))
            .filter(([, { Type }]) => kinds.test(Type))
            .map(([id, { Type }]) => [id, Type]),
        ),
      ]).filter(([, ids]) => Object.keys(ids as object).length > 0),
    );
    expect(found).toEqual(STATEFUL);
  });

  it('outlives its stacks where it holds data, but not a first deployment that fails: the next would find its names taken', () => {
    const kept = STACKS.flatMap((stack) =>
      Object.entries(built.resources(stack)).filter(([, { Type }]) =>
        /^AWS::(KMS::Key|S3::Bucket|ECR::Repository|SecretsManager::Secret|Route53::HostedZone|Logs::LogGroup)$/.test(
          Type,
        ),
      ),
    );
    expect(kept.length).toBe(2 + 3 + 1 + 8 + 1 + 2);
    for (const [id, resource] of kept) {
      expect([id, resource.DeletionPolicy, resource.UpdateReplacePolicy]).toEqual([
        id,
        'RetainExceptOnCreate',
        'Retain',
      ]);
    }
  });
});

describe('cdk-nag', () => {
  it('finds nothing that is not acknowledged', () => {
    const { violations } = new AwsSolutionsChecks(built.app).validateScope(built.app);
    expect(
      violations.flatMap(({ ruleName, violatingResources }) =>
        violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
      ),
    ).toEqual([]);
    const acknowledged = acknowledgements(production()).flatMap(({ findings }) =>
      findings.filter((finding) => finding.startsWith('AwsSolutions-')),
    );
    console.log(`cdk-nag: 0 findings, ${acknowledged.length} acknowledged`);
  });

  it('finds each acknowledged finding when the acknowledgement is taken away', async () => {
    const bare = await synthesize(production());
    for (const construct of bare.app.node.findAll()) {
      const metadata = construct.node.metadata.filter(({ type }) => type !== 'aws:cdk:acknowledged-rules');
      Object.defineProperty(construct.node, 'metadata', { value: metadata });
    }
    const { violations } = new AwsSolutionsChecks(bare.app).validateScope(bare.app);
    const found = new Map(
      violations.map(({ ruleName, violatingResources }) => [
        ruleName,
        violatingResources.map(({ constructPath }) => constructPath ?? ''),
      ]),
    );
    for (const { at, findings, reason } of acknowledgements(production())) {
      expect(reason.length, at).toBeGreaterThan(60);
      for (const finding of findings.filter((it) => it.startsWith('AwsSolutions-'))) {
        const places = found.get(finding) ?? [];
        expect(
          places.some((place) => place.startsWith(`production/${at}`)),
          `${finding} at ${at}`,
        ).toBe(true);
      }
    }
  });
});
