import { VpcCniAddOn } from '@aws-quickstart/eks-blueprints';
import { App } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { beforeAll, describe, expect, it } from 'vitest';
import { Cluster, type ClusterProps, Encryption, eksAddOns, ZonedStack } from '../../lib/index.ts';
import { ofType, production, type Synthesized, synthesize, type TemplateResource } from './platform.ts';

let resources: Readonly<Record<string, TemplateResource>>;
let built: Synthesized;
beforeAll(async () => {
  built = await synthesize(production());
  resources = built.resources('cluster');
});

/** The resources of a type; the first property that is asked for names each. */
const properties = (type: string) => ofType(resources, type).map(([, { Properties }]) => Properties);
const only = (type: string) => {
  const all = properties(type);
  expect(all).toHaveLength(1);
  return all[0];
};

describe('the cluster of production', () => {
  it('is named and of a version in standard support, and does not go on to what costs six times as much', () => {
    expect(only('AWS::EKS::Cluster')).toMatchObject({
      Name: 'playcode-production',
      Version: '1.35',
      UpgradePolicy: { SupportType: 'STANDARD' },
    });
  });

  it('is not in Auto Mode, whose nodes would enforce no NetworkPolicy', () => {
    expect(only('AWS::EKS::Cluster')).toMatchObject({
      ComputeConfig: { Enabled: false },
      StorageConfig: { BlockStorage: { Enabled: false } },
      KubernetesNetworkConfig: { ElasticLoadBalancing: { Enabled: false }, ServiceIpv4Cidr: '172.20.0.0/16' },
    });
  });

  it('enforces NetworkPolicies by the VPC CNI, which is there before any node', () => {
    const [[id, cni] = []] = ofType(resources, 'AWS::EKS::Addon').filter(
      ([, { Properties }]) => Properties.AddonName === 'vpc-cni',
    );
    expect(JSON.parse(cni?.Properties.ConfigurationValues).enableNetworkPolicy).toBe('true');
    expect(only('AWS::EKS::Cluster').BootstrapSelfManagedAddons).toBe(false);
    for (const [, nodeGroup] of ofType(resources, 'AWS::EKS::Nodegroup')) {
      expect(nodeGroup.DependsOn).toContain(id);
    }
  });

  it('has the four add-ons of EKS, each of a stated version', () => {
    expect(
      properties('AWS::EKS::Addon').map(({ AddonName, AddonVersion }) => [AddonName, AddonVersion]),
    ).toEqual([
      ['vpc-cni', 'v1.21.1-eksbuild.1'],
      ['kube-proxy', 'v1.35.0-eksbuild.2'],
      ['coredns', 'v1.13.2-eksbuild.3'],
      ['aws-ebs-csi-driver', 'v1.57.1-eksbuild.1'],
    ]);
  });

  it('has one managed node group in each zone, in private subnets', () => {
    const groups = properties('AWS::EKS::Nodegroup');
    expect(groups.map(({ NodegroupName }) => NodegroupName)).toEqual([
      'playcode-production-ap-northeast-2a-m6i-large',
      'playcode-production-ap-northeast-2b-m6i-large',
      'playcode-production-ap-northeast-2c-m6i-large',
    ]);
    groups.forEach((group, index) => {
      expect(group.ScalingConfig).toEqual({ MinSize: 1, DesiredSize: 1, MaxSize: 3 });
      expect(group.AmiType).toBe('AL2023_x86_64_STANDARD');
      expect(group.InstanceTypes).toEqual(['m6i.large']);
      expect(group.ForceUpdateEnabled).toBe(false);
      expect(group.Subnets).toHaveLength(1);
      expect(JSON.stringify(group.Subnets)).toContain(`VpcprivateSubnet${index + 1}`);
    });
  });

  it('keeps pods away from the metadata and encrypts the disks of nodes', () => {
    const templates = properties('AWS::EC2::LaunchTemplate');
    expect(templates).toHaveLength(3);
    for (const { LaunchTemplateData } of templates) {
      expect(LaunchTemplateData.MetadataOptions).toEqual({
        HttpTokens: 'required',
        HttpPutResponseHopLimit: 1,
      });
      expect(LaunchTemplateData.BlockDeviceMappings[0].Ebs).toMatchObject({
        Encrypted: true,
        VolumeType: 'gp3',
      });
    }
  });

  it('encrypts secrets with our key and logs the whole control plane', () => {
    const cluster = only('AWS::EKS::Cluster');
    expect(cluster.EncryptionConfig[0].Resources).toEqual(['secrets']);
    expect(JSON.stringify(cluster.EncryptionConfig[0].Provider)).toContain('EncryptionSecrets');
    expect(
      cluster.Logging.ClusterLogging.EnabledTypes.map(({ Type }: { Type: string }) => Type).sort(),
    ).toEqual(['api', 'audit', 'authenticator', 'controllerManager', 'scheduler']);
    expect(only('AWS::Logs::LogGroup')).toMatchObject({
      LogGroupName: '/aws/eks/playcode-production/cluster',
      RetentionInDays: 90,
    });
  });

  it('lets in whoever has an access entry, and not whoever made it', () => {
    const cluster = only('AWS::EKS::Cluster');
    expect(cluster.AccessConfig).toEqual({
      AuthenticationMode: 'API',
      BootstrapClusterCreatorAdminPermissions: false,
    });
    expect(cluster.DeletionProtection).toBe(true);
    // CDK's kubectl handler and the administrators; the deploy role's entry is in the stack of accesses.
    const principals = properties('AWS::EKS::AccessEntry').map(
      ({ PrincipalArn }) => PrincipalArn['Fn::GetAtt'][0],
    );
    expect(principals).toEqual([
      expect.stringContaining('KubectlProviderHandlerServiceRole'),
      expect.stringContaining('AdminRole'),
    ]);
  });

  it('spends no more custom resources than charts and two objects', () => {
    const types = Object.values(resources)
      .map(({ Type }) => Type)
      .filter((type) => type.startsWith('Custom::'))
      .sort();
    expect(types).toEqual([
      ...Array(6).fill('Custom::AWSCDK-EKS-HelmChart'),
      ...Array(2).fill('Custom::AWSCDK-EKS-KubernetesResource'),
    ]);
    expect(properties('AWS::Lambda::Function')).toHaveLength(2);
  });

  it('makes volumes that are encrypted, can grow and outlive their claim', () => {
    const manifests = properties('Custom::AWSCDK-EKS-KubernetesResource').map(({ Manifest }) => Manifest);
    const [storageClass] = JSON.parse(manifests.find((manifest) => typeof manifest === 'string') ?? '[]');
    expect(storageClass).toMatchObject({
      kind: 'StorageClass',
      metadata: { name: 'gp3', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'ebs.csi.aws.com',
      reclaimPolicy: 'Retain',
      allowVolumeExpansion: true,
      volumeBindingMode: 'WaitForFirstConsumer',
      parameters: { type: 'gp3', encrypted: 'true' },
    });
  });

  it('proves certificates by DNS-01 in the zone', () => {
    const manifests = properties('Custom::AWSCDK-EKS-KubernetesResource').map(({ Manifest }) =>
      JSON.stringify(Manifest),
    );
    const issuer = manifests.find((manifest) => manifest.includes('ClusterIssuer')) ?? '';
    expect(issuer).toContain('letsencrypt');
    expect(issuer).toContain('acme-v02.api.letsencrypt.org');
    expect(issuer).toMatch(/dns01.*route53.*hostedZoneID.*DnsZone/);
  });
});

describe('a cluster of another shape', () => {
  it('answers on its private address alone where no range is let in', async () => {
    const other = await synthesize({ ...production(), apiAccessCidrs: [] });
    const [[, cluster] = []] = ofType(other.resources('cluster'), 'AWS::EKS::Cluster');
    expect(cluster?.Properties.ResourcesVpcConfig).toMatchObject({
      EndpointPrivateAccess: true,
      EndpointPublicAccess: false,
    });
  });

  it('gets another node group when the instance type changes, so that the old one drains first', async () => {
    const before = production();
    const other = await synthesize({ ...before, nodes: { ...before.nodes, instanceType: 'm7i.xlarge' } });
    const groups = ofType(other.resources('cluster'), 'AWS::EKS::Nodegroup');
    expect(groups[0]?.[1].Properties.NodegroupName).toBe('playcode-production-ap-northeast-2a-m7i-xlarge');
  });

  it('refuses sizes that contradict each other', async () => {
    const before = production();
    const nodes = { ...before.nodes, min: 2, desired: 1 };
    await expect(synthesize({ ...before, nodes })).rejects.toThrow(
      'nodes: found min 2, desired 1, max 3, expected 1 <= min <= desired <= max',
    );
  });
});

const ZONES = ['eu-west-1a', 'eu-west-1b'];

/** A VPC that somebody else has made. */
const bought = (scope: ZonedStack, zones: readonly string[] = ZONES) =>
  ec2.Vpc.fromVpcAttributes(scope, 'Vpc', {
    vpcId: 'vpc-1',
    vpcCidrBlock: '10.9.0.0/16',
    availabilityZones: [...zones],
    publicSubnetIds: zones.map((zone) => `subnet-public-${zone}`),
    publicSubnetRouteTableIds: zones.map((zone) => `rtb-public-${zone}`),
    privateSubnetIds: zones.map((zone) => `subnet-private-${zone}`),
    privateSubnetRouteTableIds: zones.map((zone) => `rtb-private-${zone}`),
  });

/** Another game's cluster in that VPC, or one of its own choice. */
function kart(props: Partial<ClusterProps>, vpcOf = (scope: ZonedStack): ec2.IVpc => bought(scope)) {
  const app = new App({ analyticsReporting: false });
  const env = { account: '777788889999', region: 'eu-west-1' };
  const stack = new ZonedStack(app, 'kart', { env, zones: ZONES });
  const cluster = new Cluster(stack, 'Cluster', {
    name: 'kart',
    vpc: vpcOf(stack),
    zones: ZONES,
    nodes: { instanceType: 'm7i.large', min: 1, desired: 1, max: 2 },
    encryption: new Encryption(stack, 'Encryption', { name: 'kart' }),
    ...props,
  });
  const synthesized = () =>
    app.synth().getStackByName('kart').template.Resources as Record<string, TemplateResource>;
  return { cluster, synthesized };
}

describe("another game's cluster", () => {
  it.each([
    ['m7g.large', 'AL2023_ARM_64_STANDARD'],
    ['t4g.medium', 'AL2023_ARM_64_STANDARD'],
    ['c7a.xlarge', 'AL2023_x86_64_STANDARD'],
  ])('has nodes of %s by the image %s', async (instanceType, image) => {
    const { cluster, synthesized } = kart({ nodes: { instanceType, min: 1, desired: 1, max: 2 } });
    await cluster.ready;
    const groups = ofType(synthesized(), 'AWS::EKS::Nodegroup');
    expect(groups.map(([, { Properties }]) => Properties.AmiType)).toEqual([image, image]);
  });

  it('stands in a VPC that is there already, also before the CLI has looked it up', async () => {
    const there = kart({});
    await there.cluster.ready;
    const groups = ofType(there.synthesized(), 'AWS::EKS::Nodegroup');
    expect(groups.map(([, { Properties }]) => Properties.Subnets)).toEqual([
      ['subnet-private-eu-west-1a'],
      ['subnet-private-eu-west-1b'],
    ]);
    const unknown = kart({}, (scope) => ec2.Vpc.fromLookup(scope, 'Vpc', { vpcId: 'vpc-1' }));
    await unknown.cluster.ready;
    expect(() => unknown.synthesized()).not.toThrow();
  });

  it('is refused a zone in which the VPC that is there has no private subnet', () => {
    const subnets = (kind: string, zones: readonly string[]) =>
      zones.map((zone) => ({
        subnetId: `subnet-${kind}-${zone}`,
        cidr: '10.9.0.0/24',
        availabilityZone: `eu-west-1${zone}`,
        routeTableId: `rtb-${kind}-${zone}`,
      }));
    const found = {
      vpcId: 'vpc-1',
      vpcCidrBlock: '10.9.0.0/16',
      availabilityZones: [],
      subnetGroups: [
        { name: 'Private', type: 'Private', subnets: subnets('private', ['a', 'c']) },
        { name: 'Public', type: 'Public', subnets: subnets('public', ['a', 'b', 'c']) },
      ],
    };
    const looked = (scope: ZonedStack) => {
      scope.node.setContext(
        'vpc-provider:account=777788889999:filter.vpc-id=vpc-1:region=eu-west-1:returnAsymmetricSubnets=true',
        found,
      );
      return ec2.Vpc.fromLookup(scope, 'Vpc', { vpcId: 'vpc-1' });
    };
    expect(() => kart({}, looked)).toThrow(
      'zones: found "eu-west-1b", expected one in which the VPC has a private subnet, eu-west-1a, eu-west-1c',
    );
  });

  it('stays on a version as long as it is paid for, where that is chosen', async () => {
    const { cluster, synthesized } = kart({ supportType: 'EXTENDED' });
    await cluster.ready;
    const [[, eks] = []] = ofType(synthesized(), 'AWS::EKS::Cluster');
    expect(eks?.Properties.UpgradePolicy).toEqual({ SupportType: 'EXTENDED' });
  });

  it.each([
    ['no add-on', []],
    ['a VPC CNI that enforces nothing', [new VpcCniAddOn({ version: 'v1.21.1-eksbuild.1' })]],
    ['all but the VPC CNI', eksAddOns().slice(1)],
  ])('is refused with %s: every NetworkPolicy would be inert', async (_, addOns) => {
    await expect(kart({ addOns }).cluster.ready).rejects.toThrow(
      /^addOns: found \[.*\], expected a VPC CNI that enforces NetworkPolicies among them; put `...eksAddOns\(\)` first$/,
    );
  });

  it('is not synthesized before its add-ons stand', () => {
    expect(() => kart({}).synthesized()).toThrow('await `ready` before `app.synth()`');
  });
});
