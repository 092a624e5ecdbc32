import { beforeAll, describe, expect, it } from 'vitest';
import {
  ofType,
  production,
  STACKS,
  type Synthesized,
  synthesize,
  type TemplateResource,
} from './platform.ts';

let built: Synthesized;
beforeAll(async () => {
  built = await synthesize(production());
});

const everything = () =>
  STACKS.flatMap((stack) => Object.entries(built.resources(stack)).map(([id, it]) => ({ stack, id, ...it })));

const role = (name: string): TemplateResource & { id: string } => {
  const found = everything().find(
    ({ Type, Properties }) => Type === 'AWS::IAM::Role' && Properties.RoleName === name,
  );
  if (!found) throw new Error(`no role ${name}`);
  return found;
};

/** Statements that a role is given, as `action on resource`. */
const authority = (name: string): string[] => {
  const { id } = role(name);
  const statements = everything()
    .filter(
      ({ Type, Properties }) =>
        Type === 'AWS::IAM::Policy' && Properties.Roles?.some((it: { Ref: string }) => it.Ref === id),
    )
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  return statements
    .flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap((action) => [Resource].flat().map((arn) => `${action} on ${text(arn)}`)),
    )
    .sort();
};

/** An ARN as a person would read it: what comes from elsewhere by the name it was exported with. */
const text = (arn: unknown): string =>
  typeof arn === 'string'
    ? arn
    : (JSON.stringify(arn).match(/Output\w+?((?:Encryption|Dns|Storage)[A-Z][a-z]+)/)?.[1] ??
      JSON.stringify(arn));

describe("the pipeline's roles", () => {
  const trust = (name: string) => role(name).Properties.AssumeRolePolicyDocument.Statement;

  it('build is assumed by workflows of main alone', () => {
    expect(trust('playcode-production-build')).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRoleWithWebIdentity',
        Principal: { Federated: { Ref: expect.stringContaining('PipelineGithub') } },
        Condition: {
          StringEquals: {
            'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
            'token.actions.githubusercontent.com:sub': 'repo:playcode-gg/playcode:ref:refs/heads/main',
          },
        },
      },
    ]);
  });

  it('build pushes to one repository and can do nothing else', () => {
    const repository = /ecr:\S+ on .*repository\/playcode-app/;
    const [login, ...pushes] = authority('playcode-production-build').sort(
      (a, b) => Number(repository.test(a)) - Number(repository.test(b)),
    );
    expect(login).toBe('ecr:GetAuthorizationToken on *');
    expect(pushes.every((it) => repository.test(it))).toBe(true);
    expect(pushes.map((it) => it.split(' ')[0])).toEqual([
      'ecr:BatchCheckLayerAvailability',
      'ecr:BatchGetImage',
      'ecr:CompleteLayerUpload',
      'ecr:DescribeImageScanFindings',
      'ecr:DescribeImages',
      'ecr:GetDownloadUrlForLayer',
      'ecr:InitiateLayerUpload',
      'ecr:PutImage',
      'ecr:UploadLayerPart',
    ]);
  });

  it('deploy is assumed behind the approval of the environment alone', () => {
    expect(trust('playcode-production-deploy')[0].Condition.StringEquals).toEqual({
      'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
      'token.actions.githubusercontent.com:sub': 'repo:playcode-gg/playcode:environment:production',
    });
  });

  it('trust the ids of a repository whose tokens name them, and then its names alone no longer', async () => {
    const repositoryIds = { owner: 1234567, repository: 987654321 };
    const { resources } = await synthesize({ ...production(), repositoryIds });
    const subjects = ofType(resources('access'), 'AWS::IAM::Role').flatMap(([, { Properties }]) =>
      [Properties.AssumeRolePolicyDocument.Statement ?? []]
        .flat()
        .map(({ Condition }) => Condition.StringEquals['token.actions.githubusercontent.com:sub']),
    );
    expect(subjects).toEqual([
      'repo:playcode-gg@1234567/playcode@987654321:ref:refs/heads/main',
      'repo:playcode-gg@1234567/playcode@987654321:environment:production',
    ]);
    await expect(
      synthesize({ ...production(), repositoryIds: { ...repositoryIds, owner: -1 } }),
    ).rejects.toThrow('repositoryIds.owner: found -1, expected the whole number that GitHub gave it');
  });

  it('deploy describes one cluster and enters it as a group that the charts limit', () => {
    expect(authority('playcode-production-deploy')).toEqual([
      'eks:DescribeCluster on arn:aws:eks:ap-northeast-2:111122223333:cluster/playcode-production',
    ]);
    const entries = ofType(built.resources('access'), 'AWS::EKS::AccessEntry');
    expect(entries.map(([, { Properties }]) => Properties)).toEqual([
      {
        ClusterName: 'playcode-production',
        PrincipalArn: { 'Fn::GetAtt': [role('playcode-production-deploy').id, 'Arn'] },
        Type: 'STANDARD',
        KubernetesGroups: ['playcode:deployers'],
      },
    ]);
  });
});

/** Every service account with a role, and that role. Written by hand: the customer's list and the controllers'. */
const SERVICE_ACCOUNTS = [
  ['playcode-production-app', 'playcode', 'playcode-app'],
  ['playcode-production-backup', 'playcode', 'mongodb-backup'],
  ['playcode-production-restore-drill', 'playcode', 'restore-drill'],
  ['playcode-production-vpc-cni', 'kube-system', 'aws-node'],
  ['playcode-production-ebs-csi', 'kube-system', 'ebs-csi-controller-sa'],
  ['playcode-production-load-balancer', 'kube-system', 'aws-load-balancer-controller'],
  ['playcode-production-cert-manager', 'cert-manager', 'cert-manager'],
  ['playcode-production-external-dns', 'external-dns', 'external-dns'],
  ['playcode-production-external-secrets', 'external-secrets', 'external-secrets'],
] as const;

describe('roles of service accounts', () => {
  it.each(SERVICE_ACCOUNTS)('%s trusts %s/%s alone', (name, namespace, serviceAccount) => {
    const [document, variables] = role(name).Properties.AssumeRolePolicyDocument['Fn::Sub'];
    expect(Object.keys(variables).sort()).toEqual(['Issuer', 'Provider']);
    expect(JSON.parse(document.replaceAll(/\$\{(\w+)\}/g, '<$1>')).Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { Federated: '<Provider>' },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: {
            '<Issuer>:aud': 'sts.amazonaws.com',
            '<Issuer>:sub': `system:serviceaccount:${namespace}:${serviceAccount}`,
          },
        },
      },
    ]);
  });

  it('are these and no others', () => {
    const federated = everything()
      .filter(
        ({ Type, Properties }) => Type === 'AWS::IAM::Role' && Properties.AssumeRolePolicyDocument['Fn::Sub'],
      )
      .map(({ Properties }) => Properties.RoleName);
    expect(federated.sort()).toEqual(SERVICE_ACCOUNTS.map(([name]) => name).sort());
  });

  it('name the provider of the cluster and its address without the scheme', () => {
    const [, variables] = role('playcode-production-app').Properties.AssumeRolePolicyDocument['Fn::Sub'];
    expect(JSON.stringify(variables.Provider)).toContain('ClusterOidcProvider');
    expect(JSON.stringify(variables.Issuer)).toMatch(/Fn::Select.*1.*Fn::Split.*:oidc-provider\//);
  });

  it.each([
    [
      'playcode-production-app',
      ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'].flatMap((action) => [
        `${action} on arn:aws:s3:::playcode-production-uploads-111122223333/incoming/*`,
        `${action} on arn:aws:s3:::playcode-production-uploads-111122223333/pictures/*`,
      ]),
    ],
    [
      'playcode-production-backup',
      [
        'kms:Decrypt on EncryptionData',
        'kms:GenerateDataKey on EncryptionData',
        's3:AbortMultipartUpload on arn:aws:s3:::playcode-production-backups-111122223333/mongodb/*',
        's3:PutObject on arn:aws:s3:::playcode-production-backups-111122223333/mongodb/*',
      ],
    ],
    [
      'playcode-production-restore-drill',
      [
        'kms:Decrypt on EncryptionData',
        's3:GetObject on arn:aws:s3:::playcode-production-backups-111122223333/mongodb/*',
        's3:ListBucket on arn:aws:s3:::playcode-production-backups-111122223333',
      ],
    ],
    [
      'playcode-production-external-secrets',
      [
        'kms:Decrypt on EncryptionSecrets',
        'secretsmanager:DescribeSecret on arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:playcode/production/*',
        'secretsmanager:GetSecretValue on arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:playcode/production/*',
      ],
    ],
  ])('%s may do exactly this', (name, expected) => {
    expect(authority(name)).toEqual(expected);
  });

  it('of DNS change the one zone: addresses the one, challenges the other', () => {
    const statements = (name: string) =>
      everything()
        .filter(
          ({ Type, Properties }) =>
            Type === 'AWS::IAM::Policy' && Properties.Roles?.[0]?.Ref === role(name).id,
        )
        .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
        .filter(({ Action }) => [Action].flat().includes('route53:ChangeResourceRecordSets'));
    const [challenges, ...more] = statements('playcode-production-cert-manager');
    const [addresses, ...others] = statements('playcode-production-external-dns');
    expect([...more, ...others]).toEqual([]);
    for (const { Resource } of [challenges, addresses]) expect(JSON.stringify(Resource)).toContain('DnsZone');
    expect(challenges.Condition['ForAllValues:StringEquals']).toEqual({
      'route53:ChangeResourceRecordSetsRecordTypes': ['TXT'],
    });
    expect(challenges.Condition['ForAllValues:StringLike']).toEqual({
      'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['_acme-challenge.*playcode.gg'],
    });
    expect(addresses.Condition['ForAllValues:StringEquals']).toEqual({
      'route53:ChangeResourceRecordSetsRecordTypes': ['A', 'AAAA', 'TXT'],
      'route53:ChangeResourceRecordSetsActions': ['CREATE', 'UPSERT'],
    });
  });

  it('hold no action with a wildcard, nowhere', () => {
    const actions = everything()
      .filter(({ Type }) => Type === 'AWS::IAM::Policy')
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action }) => [Action].flat());
    expect(actions.length).toBeGreaterThan(60);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });
});
