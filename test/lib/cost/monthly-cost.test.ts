import { describe, expect, it } from 'vitest';
import { monthlyCost, type PricedResource, QUIET_MONTH } from '../../../lib/cost/monthly-cost.ts';
import { NOT_COUNTED } from '../../../lib/cost/resource-kinds.ts';
import { type Choices, environments } from '../../../lib/environment.ts';
import { ofType, STACKS, synthesize } from '../platform.ts';

const NO_USE = Object.fromEntries(
  Object.keys(QUIET_MONTH).map((what) => [what, 0]),
) as unknown as typeof QUIET_MONTH;

const template = (GiB: number) => ({
  Type: 'AWS::EC2::LaunchTemplate',
  Properties: { LaunchTemplateData: { BlockDeviceMappings: [{ Ebs: { VolumeSize: GiB } }] } },
});
const nodeGroup = (instanceType: string, DesiredSize: number) => ({
  Type: 'AWS::EKS::Nodegroup',
  Properties: { InstanceTypes: [instanceType], ScalingConfig: { MinSize: 0, DesiredSize, MaxSize: 9 } },
});
const usd = (resources: readonly PricedResource[], claimedGib = 0, usage = NO_USE) =>
  Object.fromEntries(monthlyCost(resources, claimedGib, usage).map((line) => [line.what, line.usd]));

describe('the cost of a month', () => {
  it('is 730 hours of what runs', () => {
    // 0.1 × 730; 2 × 0.118 × 730; (2 × 50 + 12) GiB × 0.0912; (0.0225 + 0.006) × 730; 2 addresses × 0.005 × 730
    expect(
      usd(
        [
          { Type: 'AWS::EKS::Cluster' },
          template(50),
          nodeGroup('m6i.large', 2),
          { Type: 'AWS::EC2::NatGateway' },
          { Type: 'AWS::EC2::EIP' },
        ],
        12,
      ),
    ).toMatchObject({
      'EKS control plane': 73,
      'Nodes m6i.large': 172.28,
      'Disks of nodes and pods': 10.21,
      'Network load balancer': 20.81,
      'NAT gateway': 43.07,
      'Public addresses': 7.3,
    });
  });

  it('adds what is paid by use', () => {
    expect(usd([], 0, { ...NO_USE, egressGb: 1_000, mails: 62_000 })).toMatchObject({
      'Traffic to players': 126,
      Mail: 6.2,
      Logs: 0,
    });
  });

  it('counts that External Secrets reads each secret every minute, and a key with it', () => {
    // 2 × 0.40; 2 × 60 × 730 reads, each 0.05 and for the key 0.03 dollars in ten thousand
    const secret = { Type: 'AWS::SecretsManager::Secret' };
    expect(usd([secret, secret])).toMatchObject({ Secrets: 0.8, 'Reads of secrets': 0.7 });
  });

  it('asks nothing for roles', () => {
    expect(Object.values(usd([{ Type: 'AWS::IAM::Role' }])).every((price) => price === 0)).toBe(true);
  });

  it('has a price for an interface endpoint in each of its subnets, and none for a gateway', () => {
    const endpoint = (VpcEndpointType: string, SubnetIds: readonly string[] = []) => ({
      Type: 'AWS::EC2::VPCEndpoint',
      Properties: { VpcEndpointType, SubnetIds },
    });
    // 5 × 0.013 × 730
    expect(usd([endpoint('Interface', ['a', 'b', 'c']), endpoint('Interface', ['a', 'b'])])).toMatchObject({
      'Interface endpoints': 47.45,
    });
    const free = usd([endpoint('Gateway'), { Type: 'AWS::EC2::VPCEndpoint', Properties: {} }]);
    expect(Object.keys(free)).not.toContain('Interface endpoints');
    expect(() => usd([endpoint('GatewayLoadBalancer')])).toThrow(
      'no price for AWS::EC2::VPCEndpoint of type',
    );
  });

  it('has none for a parameter of the dearer tier', () => {
    expect(() => usd([{ Type: 'AWS::SSM::Parameter', Properties: { Tier: 'Advanced' } }])).toThrow(
      'no price for AWS::SSM::Parameter of tier Advanced',
    );
  });

  it('refuses to leave out what it knows no price of', () => {
    expect(() => usd([{ Type: 'AWS::RDS::DBCluster' }])).toThrow('no price for AWS::RDS::DBCluster');
    expect(() => usd([nodeGroup('x9.huge', 1)])).toThrow(
      'no price for x9.huge: known are t3.large, m6i.large',
    );
  });
});

/** Every kind of resource that a template may have, and how it is paid for: by lines of the bill, or in words. */
const PAID: Readonly<Record<string, readonly string[]>> = {
  'AWS::EC2::EIP': ['Public addresses'],
  'AWS::EC2::FlowLog': ['Logs'],
  'AWS::EC2::LaunchTemplate': ['Disks of nodes and pods'],
  'AWS::EC2::NatGateway': ['NAT gateway', 'Traffic through NAT'],
  'AWS::EC2::Subnet': ['traffic between zones'],
  'AWS::ECR::Repository': ['Images'],
  'AWS::EKS::Cluster': ['EKS control plane'],
  'AWS::EKS::Nodegroup': [
    'Nodes m6i.large',
    'Network load balancer',
    'Public addresses',
    'Traffic to players',
    'work of the load balancer beyond one capacity unit',
  ],
  'AWS::KMS::Key': ['Keys', 'Reads of secrets', 'uses of keys but for reads of secrets'],
  'AWS::Lambda::Function': ['handlers'],
  'AWS::Logs::LogGroup': ['Logs', 'keeping of logs'],
  'AWS::Route53::HostedZone': ['Zone', 'queries of names'],
  'AWS::S3::Bucket': ['Uploads', 'Backups', 'requests to buckets', 'Loki’s lines where they are in S3'],
  'AWS::SES::EmailIdentity': ['Mail'],
  'AWS::SNS::Topic': ['notifications'],
  'AWS::SecretsManager::Secret': ['Secrets', 'Reads of secrets'],
};

/** What AWS asks nothing for: standard parameters and gateway endpoints are such, others of their kinds are not. */
const UNPAID = [
  'AWS::Budgets::Budget',
  'AWS::EC2::InternetGateway',
  'AWS::EC2::Route',
  'AWS::EC2::RouteTable',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::VPC',
  'AWS::EC2::VPCEndpoint',
  'AWS::EC2::VPCGatewayAttachment',
  'AWS::EKS::AccessEntry',
  'AWS::EKS::Addon',
  'AWS::IAM::Group',
  'AWS::IAM::OIDCProvider',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::IAM::User',
  'AWS::KMS::Alias',
  'AWS::Lambda::LayerVersion',
  'AWS::Route53::RecordSet',
  'AWS::S3::BucketPolicy',
  'AWS::SES::ConfigurationSet',
  'AWS::SES::ConfigurationSetEventDestination',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SSM::Parameter',
  'Custom::AWSCDK-EKS-HelmChart',
  'Custom::AWSCDK-EKS-KubernetesResource',
  'Custom::VpcRestrictDefaultSG',
];

describe.each<readonly [string, Choices]>([
  ['as it is', {}],
  [
    'with all that may be chosen',
    { logStorage: 's3', entrance: 'gateway', remoteWrite: { url: 'https://m.example' } },
  ],
])('the templates of production %s', (_, choices) => {
  it('have no resource that is neither in a line of the bill nor said to be not counted', async () => {
    const built = await synthesize({ ...environments.production, choices });
    const resources = STACKS.flatMap((stack) => Object.values(built.resources(stack)));
    const types = [...new Set(resources.map(({ Type }) => Type))].sort();
    expect(types).toEqual([...Object.keys(PAID), ...UNPAID].sort());
    const lines = Object.keys(usd(resources, 45, QUIET_MONTH));
    const words = Object.values(NOT_COUNTED).join('; ');
    for (const [type, places] of Object.entries(PAID)) {
      for (const place of places) {
        expect(lines.includes(place) || words.includes(place), `${type}: ${place}`).toBe(true);
      }
    }
  });

  it('have gateway endpoints and standard parameters alone', async () => {
    const built = await synthesize({ ...environments.production, choices });
    const endpoints = ofType(built.resources('network'), 'AWS::EC2::VPCEndpoint');
    expect(endpoints.map(([, { Properties }]) => Properties.VpcEndpointType)).toEqual(['Gateway']);
    const parameters = STACKS.flatMap((stack) => ofType(built.resources(stack), 'AWS::SSM::Parameter'));
    expect(parameters.map(([, { Properties }]) => Properties.Tier ?? 'Standard')).toEqual(['Standard']);
  });
});

describe.each(Object.values(environments))('$name', (environment) => {
  it('stays below the alarm of its budget in a quiet month', async () => {
    const built = await synthesize(environment);
    const resources = STACKS.flatMap((stack) => Object.values(built.resources(stack)));
    const lines = monthlyCost(resources, 45);
    const total = lines.reduce((sum, line) => sum + line.usd, 0);
    expect(total).toBeGreaterThan(300);
    expect(total).toBeLessThan(environment.monthlyBudgetUsd * 0.8);
  });
});
