import { App, Duration, Fn } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { describe, expect, it } from 'vitest';
import {
  Backups,
  Budget,
  Cluster,
  Dns,
  Encryption,
  LogStore,
  Mail,
  Network,
  PipelineRoles,
  Registry,
  Secrets,
  Storage,
  Uploads,
  WorkloadRole,
  ZonedStack,
} from '../../lib/index.ts';

const ZONES = ['eu-west-1a', 'eu-west-1b'];

const stackIn = (region: string, zones: readonly string[] = ZONES) =>
  new ZonedStack(new App(), 'kart', { env: { account: '777788889999', region }, zones });

const key = (scope: Construct) => new kms.Key(scope, 'Key') as kms.IKey;
const logs = (scope: Construct) => new s3.Bucket(scope, 'Logs') as s3.IBucket;

const network = (props: object) => (scope: Construct) =>
  new Network(scope, 'Network', {
    cidr: '10.9.0.0/16',
    zones: ZONES,
    natGateways: 1,
    logKey: key(scope),
    ...props,
  });

const NODES = { instanceType: 'm7i.large', min: 1, desired: 1, max: 2 };

const cluster = (props: object) => (scope: Construct) => {
  const encryption = new Encryption(scope, 'Encryption', { name: 'kart' });
  const { vpc } = network({})(scope);
  return new Cluster(scope, 'Cluster', {
    name: 'kart',
    vpc,
    zones: ZONES,
    nodes: NODES,
    encryption,
    ...props,
  });
};

const backups = (props: object) => (scope: Construct) =>
  new Backups(scope, 'Backups', {
    bucketName: 'kart-backups',
    prefix: 'mongodb/',
    writerRoleArn: 'arn:aws:iam::777788889999:role/kart-backup',
    key: key(scope),
    accessLogs: logs(scope),
    ...props,
  });

const uploads = (props: object) => (scope: Construct) =>
  new Uploads(scope, 'Uploads', {
    bucketName: 'kart-uploads',
    origin: 'https://kart.example',
    incomingPrefix: 'incoming/',
    keptPrefix: 'kept/',
    accessLogs: logs(scope),
    ...props,
  });

const mail = (props: object) => (scope: Construct) =>
  new Mail(scope, 'Mail', {
    zone: new route53.PublicHostedZone(scope, 'Zone', { zoneName: 'kart.example' }),
    senders: ['noreply@kart.example'],
    smtpUserName: 'kart-smtp',
    configurationSetName: 'kart',
    operatorEmail: 'ops@kart.example',
    key: key(scope),
    ...props,
  });

/** A domain of so many letters. */
const domainOf = (letters: number) => `${'k'.repeat(2 - (letters % 2))}${'.k'.repeat((letters - 1) / 2)}`;

const mailFrom = (scope: Construct, zoneName: string) =>
  mail({
    zone: new route53.PublicHostedZone(scope, 'Other', { zoneName }),
    senders: [`noreply@${zoneName}`],
  })(scope);

const roles = (props: object) => (scope: Construct) =>
  new PipelineRoles(scope, 'Roles', {
    repository: 'kart/kart',
    environment: 'production',
    buildRoleName: 'build',
    deployRoleName: 'deploy',
    clusterName: 'kart',
    ...props,
  });

const budget = (props: object) => (scope: Construct) =>
  new Budget(scope, 'Budget', { name: 'kart', monthlyUsd: 9, email: 'ops@kart.example', ...props });

const registry = (props: object) => (scope: Construct) =>
  new Registry(scope, 'Registry', { repositoryName: 'kart', key: key(scope), ...props });

const secrets = (names: Record<string, string>) => (scope: Construct) =>
  new Secrets(scope, 'Secrets', { names, key: key(scope) });

const workloadRole = (props: object) => (scope: Construct) =>
  new WorkloadRole(scope, 'Role', {
    description: 'Keeps lap times',
    serviceAccount: { namespace: 'kart', name: 'kart' },
    provider: iam.OpenIdConnectProvider.fromOpenIdConnectProviderArn(
      scope,
      'Provider',
      'arn:aws:iam::777788889999:oidc-provider/kart',
    ),
    ...props,
  });

/** What each construct refuses, and the beginning of what it says. */
const REFUSED: readonly (readonly [string, (scope: Construct) => unknown])[] = [
  ['cidr: found "10.9.0.0/33", expected a range of IPv4 addresses', network({ cidr: '10.9.0.0/33' })],
  [
    'cidr: found "10.9.3.7/16", expected the first address of its range, 10.9.0.0/16',
    network({ cidr: '10.9.3.7/16' }),
  ],
  ['cidr: found "10.0.0.0/8", expected a private range no larger than /16', network({ cidr: '10.0.0.0/8' })],
  ['cidr: found "8.8.0.0/16", expected a private range', network({ cidr: '8.8.0.0/16' })],
  ['cidr: found "10.9.0.0/18", expected at least 16896 addresses', network({ cidr: '10.9.0.0/18' })],
  ['zones: found [], expected at least one zone, each once', network({ zones: [] })],
  ['zones: found ["eu-west-1a","eu-west-1a"], expected', network({ zones: ['eu-west-1a', 'eu-west-1a'] })],
  [
    'zones: found "eu-west-1", expected zones by their names: those of a region end in its letter',
    network({ zones: ['eu-west-1', 'eu-west-1b'] }),
  ],
  ['zones: found "euw1-az1", expected zones by their names', network({ zones: ['euw1-az1'] })],
  [
    'zones: found ["eu-west-1a","eu-west-1a"], expected at least one zone, each once',
    () => stackIn('eu-west-1', ['eu-west-1a', 'eu-west-1a']),
  ],
  ['natGateways: found NaN, expected 1 to 2', network({ natGateways: Number.NaN })],
  ['name: found "kart prod", expected letters, digits', cluster({ name: 'kart prod' })],
  ['zones: found ["${Token[', cluster({ zones: [Fn.select(0, Fn.getAzs()), Fn.select(1, Fn.getAzs())] })],
  ['name: found "kkkkkk', cluster({ name: 'k'.repeat(50) })],
  ['zones: found [], expected at least one zone', cluster({ zones: [] })],
  [
    'zones: found "eu-west-1c", expected one in which the VPC has a private subnet, eu-west-1a, eu-west-1b',
    cluster({ zones: ['eu-west-1c'] }),
  ],
  [
    'vpc: found ["eu-west-1a"], expected private subnets in at least two zones, which EKS wants',
    (scope) =>
      cluster({
        vpc: ec2.Vpc.fromVpcAttributes(scope, 'Vpc', {
          vpcId: 'vpc-1',
          availabilityZones: ['eu-west-1a'],
          privateSubnetIds: ['subnet-1'],
        }),
      })(scope),
  ],
  [
    'scope: found "kart", expected a stack of its own: kart/Game/Cluster is in this one',
    (scope) => {
      cluster({})(new Construct(scope, 'Game'));
      return cluster({ name: 'kart-two' })(new Construct(scope, 'Two'));
    },
  ],
  [
    'nodes.instanceType: found "m6i", expected a type of EC2, as in m6i.large',
    cluster({ nodes: { instanceType: 'm6i', min: 1, desired: 1, max: 2 } }),
  ],
  [
    'nodes.instanceType: found "mi.large", expected a type of EC2, as in m6i.large',
    cluster({ nodes: { instanceType: 'mi.large', min: 1, desired: 1, max: 2 } }),
  ],
  [
    'nodes.instanceType: found "m7i.lrage", expected a type of EC2, as in m6i.large',
    cluster({ nodes: { instanceType: 'm7i.lrage', min: 1, desired: 1, max: 2 } }),
  ],
  ['adminRoleName: found "kkkk', cluster({ adminRoleName: 'k'.repeat(65) })],
  [
    'serviceCidr: found "10.9.128.0/20", expected a private range of /12 to /24, which EKS wants, outside of',
    cluster({ serviceCidr: '10.9.128.0/20' }),
  ],
  [
    'apiAccessCidrs: found ["1.2.3.4/32","1.2.3.4/32"], expected at most 40 ranges, which EKS takes, each once',
    cluster({ apiAccessCidrs: ['1.2.3.4/32', '1.2.3.4/32'] }),
  ],
  [
    'expected at most 40 ranges',
    cluster({ apiAccessCidrs: Array.from({ length: 41 }, (_, index) => `1.2.3.${index}/32`) }),
  ],
  ['diskGib: found NaN, expected whole GiB', cluster({ diskGib: Number.NaN })],
  ['nodes: found min 1.5', cluster({ nodes: { instanceType: 'm7i.large', min: 1.5, desired: 2, max: 2 } })],
  [
    'serviceCidr: found "10.0.0.0/8", expected a private range of /12 to /24',
    cluster({ serviceCidr: '10.0.0.0/8' }),
  ],
  ['apiAccessCidrs: found "1.2.3.4", expected a range', cluster({ apiAccessCidrs: ['1.2.3.4'] })],
  [
    'apiAccessCidrs: found "10.9.0.0/16", expected public addresses: EKS refuses others, and the VPC',
    cluster({ apiAccessCidrs: ['1.2.3.4/32', '10.9.0.0/16'] }),
  ],
  ['diskGib: found 1, expected whole GiB, at least 20', cluster({ diskGib: 1 })],
  ['bucketName: found "Kart", expected a name of S3, 3 to 63 small letters', backups({ bucketName: 'Kart' })],
  ['bucketName: found "kkkk', uploads({ bucketName: 'k'.repeat(64) })],
  ['bucketName: found "10.0.0.1", expected a name of S3', uploads({ bucketName: '10.0.0.1' })],
  [
    'bucketName: found "카트", expected a name of S3',
    (scope) => new LogStore(scope, 'Lines', { bucketName: '카트', accessLogs: logs(scope) }),
  ],
  ['name: found "키", expected 1 to 242', (scope) => new Encryption(scope, 'Keys', { name: '키' })],
  ['name: found "", expected 1 to 242', (scope) => new Encryption(scope, 'Keys', { name: '' })],
  ['repositoryName: found "Kart", expected at least two small', registry({ repositoryName: 'Kart' })],
  ['repositoryName: found "k카트", expected', registry({ repositoryName: 'k카트' })],
  ['repositoryName: found "kart//x", expected', registry({ repositoryName: 'kart//x' })],
  ['repositoryName: found "kkkk', registry({ repositoryName: 'k'.repeat(257) })],
  ['prefix: found "", expected a prefix that ends in "/"', backups({ prefix: '' })],
  ['prefix: found "/mongodb/", expected', backups({ prefix: '/mongodb/' })],
  [
    'writerRoleArn: found "kart-backup", expected the ARN of one role',
    backups({ writerRoleArn: 'kart-backup' }),
  ],
  ['keptFor: found "30.5 days", expected whole days', backups({ keptFor: Duration.hours(732) })],
  [
    'keptPrefix: found "incoming/kept/", expected a prefix apart from',
    uploads({ keptPrefix: 'incoming/kept/' }),
  ],
  ['keptPrefix: found "incoming/", expected a prefix apart from', uploads({ keptPrefix: 'incoming/' })],
  ['incomingPrefix: found "", expected a prefix', uploads({ incomingPrefix: '' })],
  ['origin: found ftp://k.example, expected scheme and host', uploads({ origin: 'ftp://k.example' })],
  ['origin: found kart, expected scheme and host', uploads({ origin: 'kart' })],
  ['abandonedAfter: found "0.125 days", expected whole days', uploads({ abandonedAfter: Duration.hours(3) })],
  ['operatorEmail: found "nobody", expected an e-mail address', mail({ operatorEmail: 'nobody' })],
  ['operatorEmail: found "운영@kart.example", expected', mail({ operatorEmail: '운영@kart.example' })],
  ['operatorEmail: found "oooo', mail({ operatorEmail: `${'o'.repeat(65)}@kart.example` })],
  [
    'expected a domain of at most 209 letters',
    (scope) =>
      mail({ zone: new route53.PublicHostedZone(scope, 'Long', { zoneName: domainOf(210) }) })(scope),
  ],
  ['senders: found "@kart.example", expected an e-mail address', mail({ senders: ['@kart.example'] })],
  ['smtpUserName: found', mail({ smtpUserName: 'k'.repeat(65) })],
  ['configurationSetName: found "kart!", expected', mail({ configurationSetName: 'kart!' })],
  ['buildRoleName: found "빌드", expected a name of IAM', roles({ buildRoleName: '빌드' })],
  ['deployRoleName: found "dddd', roles({ deployRoleName: 'd'.repeat(65) })],
  ['clusterName: found "*", expected the exact name of one cluster', roles({ clusterName: '*' })],
  ['clusterName: found "", expected the exact name of one cluster', roles({ clusterName: '' })],
  ['repository: found "kart/kart.git", expected owner/name', roles({ repository: 'kart/kart.git' })],
  ['branch: found "*", expected a name without wildcards', roles({ branch: '*' })],
  ['environment: found "", expected a name', roles({ environment: '' })],
  ['environment: found "*", expected a name', roles({ environment: '*' })],
  [
    'deployRoleName: found "build", expected another name than the build role\'s',
    roles({ deployRoleName: 'build' }),
  ],
  ['account: found "123", expected the 12 digits', (scope) => PipelineRoles.provider(scope, 'Github', '123')],
  ['alarmAtPercent: found -5, expected more than 0 percent', budget({ alarmAtPercent: -5 })],
  [
    'alarmAtPercent: found Infinity, expected more than 0 percent',
    budget({ alarmAtPercent: Number.POSITIVE_INFINITY }),
  ],
  ['email: found "nobody", expected an e-mail address', budget({ email: 'nobody' })],
  [
    'monthlyUsd: found Infinity, expected more than 0 US dollars',
    budget({ monthlyUsd: Number.POSITIVE_INFINITY }),
  ],
  ['name: found "a:b", expected', budget({ name: 'a:b' })],
  ['repositoryName: found "", expected', registry({ repositoryName: '' })],
  [
    'untaggedFor: found "0 days", expected whole days, at least 1',
    registry({ untaggedFor: Duration.days(0) }),
  ],
  [
    'names: found ["kart/a","kart/a"], expected at least one name, each once',
    secrets({ a: 'kart/a', b: 'kart/a' }),
  ],
  ['names: found "kart a", expected letters', secrets({ a: 'kart a' })],
  [
    'domain: found "https://kart.example/", expected a domain in small letters',
    (scope) => new Dns(scope, 'Dns', { domain: 'https://kart.example/', operatorEmail: 'ops@kart.example' }),
  ],
  [
    'domain: found "플레이.한국", expected a domain in small letters, without scheme or path, as in playcode.gg; one of',
    (scope) => new Dns(scope, 'Dns', { domain: '플레이.한국', operatorEmail: 'ops@kart.example' }),
  ],
  [
    'domain: found "kart.123", expected a domain',
    (scope) => new Dns(scope, 'Dns', { domain: 'kart.123', operatorEmail: 'ops@kart.example' }),
  ],
  [
    'bucketName: found ["kart","kart","kart-backups"], expected a name of its own for each bucket',
    (scope) =>
      new Storage(scope, 'Storage', {
        logBucketName: 'kart',
        uploads: {
          bucketName: 'kart',
          origin: 'https://k.example',
          incomingPrefix: 'in/',
          keptPrefix: 'kept/',
        },
        backups: {
          bucketName: 'kart-backups',
          prefix: 'mongodb/',
          writerRoleArn: 'arn:aws:iam::777788889999:role/kart-backup',
          key: key(scope),
        },
      }),
  ],
  ['roleName: found "kart/server", expected a name of IAM', workloadRole({ roleName: 'kart/server' })],
  [
    'serviceAccount.namespace: found "kkkk',
    workloadRole({ serviceAccount: { namespace: 'k'.repeat(64), name: 'kart' } }),
  ],
  [
    'description: found "랩 타임을 보관", expected at most 1000 letters of Latin script, which IAM takes',
    workloadRole({ description: '랩 타임을 보관' }),
  ],
];

describe('a property that AWS would refuse, or that would do harm', () => {
  it.each(REFUSED)('%s', (message, make) => {
    expect(() => make(stackIn('eu-west-1'))).toThrow(message);
  });

  it('is not asked of what is known only at the deployment', () => {
    const stack = stackIn('eu-west-1');
    const writer = new iam.Role(stack, 'Writer', { assumedBy: new iam.AccountRootPrincipal() });
    expect(() => backups({ writerRoleArn: writer.roleArn })(stack)).not.toThrow();
  });
});

/** What is unusual, and right. */
const TAKEN: readonly (readonly [string, (scope: Construct) => unknown])[] = [
  ['mail from a domain as long as DKIM leaves it', (scope) => mailFrom(scope, domainOf(209))],
  ['a domain by its name in ASCII', (scope) => mailFrom(scope, 'xn--9k3b23q.xn--3e0b707e')],
  ['a repository in a folder, with a dot', registry({ repositoryName: 'kart/web.v2_x-y' })],
  ['a bucket with a dot in its name', uploads({ bucketName: 'kart.uploads-2' })],
  ['a tagged address', mail({ operatorEmail: "o'neil+aws@Ops.kart.example" })],
  ['a machine without a hypervisor', cluster({ nodes: { ...NODES, instanceType: 'm8g.metal-24xl' } })],
  ['a machine of a family with a hyphen', cluster({ nodes: { ...NODES, instanceType: 'c7i-flex.large' } })],
];

describe('a property that AWS takes', () => {
  it.each(TAKEN)('is not refused: %s', (_, make) => {
    expect(() => make(stackIn('eu-west-1'))).not.toThrow();
  });

  it.each([
    ['us-gov-west-1', ['us-gov-west-1a']],
    ['eusc-de-east-1', ['eusc-de-east-1a']],
    ['us-west-2', ['us-west-2-lax-1a']],
    ['us-east-1', ['us-east-1-wl1-bos-wlz-1']],
    ['', [Fn.select(0, Fn.getAzs())]],
  ])('is not refused: zones of %s', (region, zones) => {
    expect(
      () => new ZonedStack(new App(), 'kart', { ...(region && { env: { region } }), zones }),
    ).not.toThrow();
  });
});

describe("mail with a key of one's own", () => {
  it('opens it to SES, which would drop every bounce without a word', () => {
    const stack = stackIn('eu-west-1');
    mail({})(stack);
    const [[, owned] = []] = Object.entries(Template.fromStack(stack).findResources('AWS::KMS::Key'));
    expect(owned?.Properties.KeyPolicy.Statement).toContainEqual({
      Sid: 'BouncesOfThisAccount',
      Effect: 'Allow',
      Principal: { Service: 'ses.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: '*',
      Condition: { StringEquals: { 'aws:SourceAccount': '777788889999' } },
    });
  });
});

describe('constructs in other partitions', () => {
  it.each([
    ['cn-north-1', 'amazonaws.com.cn'],
    ['us-gov-west-1', 'amazonaws.com'],
  ])('%s: keys are used by services at %s', (region, domain) => {
    const stack = stackIn(region, [`${region}a`]);
    new Encryption(stack, 'Encryption', { name: 'kart' });
    const reader = new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountRootPrincipal() });
    backups({})(stack).grantRead(reader);
    const text = JSON.stringify(Template.fromStack(stack).toJSON());
    expect(text).toContain(`"kms:ViaService":"s3.${region}.${domain}"`);
    expect(text).toContain(`"logs.${region}.${domain}"`);
  });
});
