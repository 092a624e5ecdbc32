import { describe, expect, it } from 'vitest';
import { monthlyCost, type PricedResource, QUIET_MONTH } from '../../../lib/cost/monthly-cost.ts';
import { environments } from '../../../lib/environment.ts';
import { STACKS, synthesize } from '../platform.ts';

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

  it('refuses to leave out what it knows no price of', () => {
    expect(() => usd([{ Type: 'AWS::RDS::DBCluster' }])).toThrow('no price for AWS::RDS::DBCluster');
    expect(() => usd([nodeGroup('x9.huge', 1)])).toThrow(
      'no price for x9.huge: known are t3.large, m6i.large',
    );
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
