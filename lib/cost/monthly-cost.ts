import { SECRETS_READ_AFTER_MINUTES } from '../names.ts';
import { PRICES } from './prices.ts';
import { needsNoPrice } from './resource-kinds.ts';

/** One line of the bill. */
export interface CostLine {
  /** What is paid for. */
  readonly what: string;
  /** How much of it, with its unit. */
  readonly amount: string;
  /** US dollars a month. */
  readonly usd: number;
}

/** A month's use of what is paid by use: assumptions, not measurements. */
export interface Usage {
  /** To players, in GB. */
  readonly egressGb: number;
  /** Through the NAT gateways, in GB. */
  readonly natGb: number;
  /** Into CloudWatch, in GB: flow logs and the control plane's. */
  readonly logsGb: number;
  readonly imagesGb: number;
  readonly uploadsGb: number;
  readonly backupsGb: number;
  readonly mails: number;
}

/** A resource of a template, as far as its price shows. */
export interface PricedResource {
  readonly Type: string;
  readonly Properties?: unknown;
}

/** A quiet month of the customer's site. */
export const QUIET_MONTH: Usage = {
  egressGb: 200,
  natGb: 100,
  logsGb: 20,
  imagesGb: 20,
  uploadsGb: 5,
  backupsGb: 20,
  mails: 5_000,
};

interface LaunchTemplate {
  readonly LaunchTemplateData: {
    readonly BlockDeviceMappings: readonly { readonly Ebs: { readonly VolumeSize: number } }[];
  };
}

interface Endpoint {
  /** @default 'Gateway' */
  readonly VpcEndpointType?: string;
  readonly SubnetIds?: readonly unknown[];
}

interface Parameter {
  /** @default 'Standard' */
  readonly Tier?: string;
}

interface NodeGroup {
  readonly InstanceTypes: readonly string[];
  readonly ScalingConfig: { readonly DesiredSize: number };
}

/** Dollars of an hour, a month long. */
const monthOf = (hourly: number): number => hourly * PRICES.hoursPerMonth;

/**
 * What a month costs: the resources of an environment's templates, the volumes its pods claim, and the use of it all.
 * A resource of an unknown kind is an error: a bill that leaves something out is worse than none.
 */
export function monthlyCost(
  resources: Iterable<PricedResource>,
  claimedGib: number,
  usage: Usage = QUIET_MONTH,
): CostLine[] {
  const count = new Map<string, number>();
  const nodes = new Map<string, number>();
  let nodeDiskGib = 0;
  let endpoints = 0;
  for (const { Type, Properties } of resources) {
    count.set(Type, (count.get(Type) ?? 0) + 1);
    if (Type === 'AWS::EC2::LaunchTemplate') {
      const [disk] = (Properties as LaunchTemplate).LaunchTemplateData.BlockDeviceMappings;
      nodeDiskGib = Math.max(nodeDiskGib, disk?.Ebs.VolumeSize ?? 0);
    }
    if (Type === 'AWS::EC2::VPCEndpoint') endpoints += paidEndpoints((Properties ?? {}) as Endpoint);
    if (Type === 'AWS::SSM::Parameter') demandStandard((Properties ?? {}) as Parameter);
    if (Type !== 'AWS::EKS::Nodegroup') continue;
    const { InstanceTypes, ScalingConfig } = Properties as NodeGroup;
    const [type = 'unknown'] = InstanceTypes;
    nodes.set(type, (nodes.get(type) ?? 0) + ScalingConfig.DesiredSize);
  }
  const of = (type: string): number => count.get(type) ?? 0;
  const nodeCount = [...nodes.values()].reduce((sum, each) => sum + each, 0);
  // The load balancer that the ingress controller makes has an address in each zone, as has each NAT gateway.
  const zones = of('AWS::EKS::Nodegroup');
  const addresses = of('AWS::EC2::EIP') + zones;
  const secretReads =
    (of('AWS::SecretsManager::Secret') * PRICES.hoursPerMonth * 60) / SECRETS_READ_AFTER_MINUTES;
  const diskGib = nodeCount * nodeDiskGib + claimedGib;

  const priced: Readonly<Record<string, CostLine[]>> = {
    'AWS::EKS::Cluster': [
      line('EKS control plane', of('AWS::EKS::Cluster'), '', monthOf(PRICES.clusterHour)),
    ],
    'AWS::EKS::Nodegroup': [
      ...[...nodes].map(([type, sum]) => line(`Nodes ${type}`, sum, '', monthOf(instanceHour(type)))),
      line('Disks of nodes and pods', diskGib, 'GiB', PRICES.gp3GibMonth),
      line('Network load balancer', 1, '', monthOf(PRICES.loadBalancerHour)),
    ],
    'AWS::EC2::NatGateway': [
      line('NAT gateway', of('AWS::EC2::NatGateway'), '', monthOf(PRICES.natGatewayHour)),
      line('Traffic through NAT', usage.natGb, 'GB', PRICES.natGatewayGb),
    ],
    'AWS::EC2::VPCEndpoint':
      endpoints > 0 ? [line('Interface endpoints', endpoints, '', monthOf(PRICES.endpointHour))] : [],
    'AWS::SSM::Parameter': [],
    'AWS::EC2::EIP': [line('Public addresses', addresses, '', monthOf(PRICES.publicAddressHour))],
    'AWS::KMS::Key': [line('Keys', of('AWS::KMS::Key'), '', PRICES.keyMonth)],
    'AWS::SecretsManager::Secret': [
      line('Secrets', of('AWS::SecretsManager::Secret'), '', PRICES.secretMonth),
      line('Reads of secrets', secretReads, '', PRICES.secretReads / 10_000),
    ],
    'AWS::Route53::HostedZone': [line('Zone', of('AWS::Route53::HostedZone'), '', PRICES.zoneMonth)],
  };
  const unknown = [...count.keys()].filter((type) => !(type in priced) && !needsNoPrice(type));
  if (unknown.length > 0) {
    throw new Error(
      `no price for ${unknown.join(', ')}: add it to lib/cost, or to the kinds there that need none`,
    );
  }
  return [
    ...Object.entries(priced).flatMap(([type, lines]) => (of(type) > 0 ? lines : [])),
    line('Traffic to players', usage.egressGb, 'GB', PRICES.egressGb),
    line('Logs', usage.logsGb, 'GB', PRICES.logsGb),
    line('Images', usage.imagesGb, 'GB', PRICES.imagesGbMonth),
    line('Uploads', usage.uploadsGb, 'GB', PRICES.s3GbMonth),
    line('Backups', usage.backupsGb, 'GB', PRICES.glacierInstantGbMonth),
    line('Mail', usage.mails, 'mails', PRICES.thousandMails / 1000),
  ];
}

/** Gateway endpoints are free; each interface has a price in each of its subnets. */
function paidEndpoints({ VpcEndpointType = 'Gateway', SubnetIds = [] }: Endpoint): number {
  if (VpcEndpointType === 'Gateway') return 0;
  if (VpcEndpointType === 'Interface') return Math.max(SubnetIds.length, 1);
  throw new Error(`no price for AWS::EC2::VPCEndpoint of type ${VpcEndpointType}: add it to lib/cost`);
}

function demandStandard({ Tier = 'Standard' }: Parameter): void {
  if (Tier === 'Standard') return;
  throw new Error(`no price for AWS::SSM::Parameter of tier ${Tier}: add it to lib/cost`);
}

function line(what: string, amount: number, unit: string, each: number): CostLine {
  return { what, amount: `${amount} ${unit}`.trim(), usd: Math.round(amount * each * 100) / 100 };
}

function instanceHour(type: string): number {
  const price = PRICES.instanceHour[type];
  if (price === undefined) {
    throw new Error(
      `no price for ${type}: known are ${Object.keys(PRICES.instanceHour).join(', ')}; add it to lib/cost/prices.ts`,
    );
  }
  return price;
}
