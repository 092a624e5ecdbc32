import { beforeAll, describe, expect, it } from 'vitest';
import { environments } from '../../lib/environment.ts';
import { ofType, production, type Synthesized, synthesize, type TemplateResource } from './platform.ts';

let resources: Readonly<Record<string, TemplateResource>>;
let built: Synthesized;
beforeAll(async () => {
  built = await synthesize(production());
  resources = built.resources('network');
});

describe('the network of production', () => {
  it('is 10.0.0.0/16', () => {
    expect(ofType(resources, 'AWS::EC2::VPC').map(([, vpc]) => vpc.Properties.CidrBlock)).toEqual([
      '10.0.0.0/16',
    ]);
  });

  it('has a private and a public subnet in each of three zones, tagged for the load balancer controller', () => {
    const subnets = ofType(resources, 'AWS::EC2::Subnet').map(([, { Properties }]) => {
      const tags = Object.fromEntries(
        Properties.Tags.map(({ Key, Value }: { Key: string; Value: string }) => [Key, Value]),
      );
      return [
        tags['aws-cdk:subnet-name'],
        Properties.AvailabilityZone,
        Properties.CidrBlock,
        Properties.MapPublicIpOnLaunch,
        Object.keys(tags)
          .filter((tag) => tag.startsWith('kubernetes.io/role/'))
          .join(),
      ];
    });
    expect(subnets).toEqual([
      ['private', 'ap-northeast-2a', '10.0.0.0/19', false, 'kubernetes.io/role/internal-elb'],
      ['private', 'ap-northeast-2b', '10.0.32.0/19', false, 'kubernetes.io/role/internal-elb'],
      ['private', 'ap-northeast-2c', '10.0.64.0/19', false, 'kubernetes.io/role/internal-elb'],
      ['public', 'ap-northeast-2a', '10.0.96.0/24', false, 'kubernetes.io/role/elb'],
      ['public', 'ap-northeast-2b', '10.0.97.0/24', false, 'kubernetes.io/role/elb'],
      ['public', 'ap-northeast-2c', '10.0.98.0/24', false, 'kubernetes.io/role/elb'],
    ]);
  });

  it('leads every private subnet out through one NAT gateway', () => {
    const gateways = ofType(resources, 'AWS::EC2::NatGateway').map(([id]) => id);
    expect(gateways).toHaveLength(1);
    const routes = ofType(resources, 'AWS::EC2::Route').filter(([, route]) => route.Properties.NatGatewayId);
    expect(routes.map(([, { Properties }]) => Properties.NatGatewayId.Ref)).toEqual(
      Array(3).fill(gateways[0]),
    );
  });

  it('reaches S3 without the NAT gateway, from every subnet', () => {
    const [[, endpoint] = []] = ofType(resources, 'AWS::EC2::VPCEndpoint');
    expect(endpoint?.Properties.VpcEndpointType).toBe('Gateway');
    expect(JSON.stringify(endpoint?.Properties.ServiceName)).toContain('.s3');
    expect(endpoint?.Properties.RouteTableIds).toHaveLength(6);
  });

  it('logs all traffic, encrypted, for a month', () => {
    built.template('network').hasResourceProperties('AWS::EC2::FlowLog', {
      TrafficType: 'ALL',
      LogDestinationType: 'cloud-watch-logs',
    });
    const [[, group] = []] = ofType(resources, 'AWS::Logs::LogGroup');
    expect(group?.Properties.RetentionInDays).toBe(30);
    expect(JSON.stringify(group?.Properties.KmsKeyId)).toContain('EncryptionData');
  });

  it('empties the default security group', () => {
    expect(ofType(resources, 'Custom::VpcRestrictDefaultSG')).toHaveLength(1);
  });
});

describe('a network of another shape', () => {
  it.each([
    [
      ['a', 'c'],
      ['10.1.0.0/19', '10.1.32.0/19', '10.1.64.0/24', '10.1.65.0/24'],
    ],
    [
      ['a', 'b', 'c'],
      ['10.1.0.0/19', '10.1.32.0/19', '10.1.64.0/19', '10.1.96.0/24', '10.1.97.0/24', '10.1.98.0/24'],
    ],
    [
      ['a', 'b', 'c', 'd'],
      [
        ...['10.1.0.0/19', '10.1.32.0/19', '10.1.64.0/19', '10.1.96.0/19'],
        ...['10.1.128.0/24', '10.1.129.0/24', '10.1.130.0/24', '10.1.131.0/24'],
      ],
    ],
  ])(
    'gives each subnet of zones %j a range of its own, in an environment of so many',
    async (letters, ranges) => {
      const zones = letters.map((letter) => `ap-northeast-2${letter}`);
      const other = await synthesize({ ...environments.staging, zones, natGateways: zones.length });
      const subnets = ofType(other.resources('network'), 'AWS::EC2::Subnet');
      expect(subnets.map(([, { Properties }]) => Properties.CidrBlock)).toEqual(ranges);
      expect(subnets.map(([, { Properties }]) => Properties.AvailabilityZone)).toEqual([...zones, ...zones]);
      const groups = ofType(other.resources('cluster'), 'AWS::EKS::Nodegroup');
      expect(groups).toHaveLength(zones.length);
      expect(ofType(other.resources('network'), 'AWS::EC2::NatGateway')).toHaveLength(zones.length);
    },
  );

  it('has one NAT gateway for each zone where that is asked', async () => {
    const other = await synthesize({ ...production(), natGateways: 3 });
    expect(ofType(other.resources('network'), 'AWS::EC2::NatGateway')).toHaveLength(3);
  });

  it.each([0, 4, 1.5])('refuses %s NAT gateways in three zones', async (natGateways) => {
    await expect(synthesize({ ...production(), natGateways })).rejects.toThrow(
      `natGateways: found ${natGateways}, expected 1 to 3`,
    );
  });

  it('refuses zones of another region', async () => {
    await expect(synthesize({ ...production(), zones: ['us-east-1a'] })).rejects.toThrow(
      'zones: found [us-east-1a], expected at least one zone of region ap-northeast-2',
    );
  });
});
