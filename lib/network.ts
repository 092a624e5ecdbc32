import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { demand, demandZones } from './demand.ts';
import { isPrivate, rangeOf } from './range.ts';
import { KEPT } from './removal-policy.ts';

/** Properties of the network. */
export interface NetworkProps {
  /** Range of the VPC, for example `10.0.0.0/16`; a /16 leaves each private subnet 8,187 pod addresses. */
  readonly cidr: string;
  /** Availability zones; each gets one public and one private subnet. */
  readonly zones: readonly string[];
  /** NAT gateways, 1 to one for each zone: 1 saves money, one for each zone survives the loss of a zone. */
  readonly natGateways: number;
  /** Key that encrypts the flow logs; CloudWatch Logs must be allowed to use it. */
  readonly logKey: kms.IKey;
  /**
   * How long flow logs are kept.
   * @default one month
   */
  readonly logRetention?: logs.RetentionDays;
}

/** Leading bits of a zone's two subnets. */
const PRIVATE_BITS = 19;
const PUBLIC_BITS = 24;

/** VPC with public and private subnets, NAT, an S3 gateway endpoint (its traffic is free) and flow logs. */
export class Network extends Construct {
  readonly vpc: ec2.IVpc;

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    const { cidr, zones, natGateways } = props;
    demandZones('zones', zones);
    checkRange(cidr, zones.length);
    if (!Number.isInteger(natGateways) || natGateways < 1 || natGateways > zones.length) {
      throw new Error(
        `natGateways: found ${natGateways}, expected 1 to ${zones.length} (one for each zone); ` +
          'private nodes reach registries and APIs through them',
      );
    }
    const vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr(cidr),
      availabilityZones: [...zones],
      natGateways,
      subnetConfiguration: [
        // Pods take addresses of the private subnets, so these are the large ones.
        {
          name: 'private',
          subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS,
          cidrMask: PRIVATE_BITS,
        },
        {
          name: 'public',
          subnetType: ec2.SubnetType.PUBLIC,
          cidrMask: PUBLIC_BITS,
          mapPublicIpOnLaunch: false,
        },
      ],
      restrictDefaultSecurityGroup: true,
    });
    this.vpc = vpc as ec2.IVpc;
    vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });

    const logGroup = new logs.LogGroup(this, 'FlowLogGroup', {
      retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
      encryptionKey: props.logKey,
      removalPolicy: KEPT,
    });
    vpc.addFlowLog('FlowLog', {
      destination: ec2.FlowLogDestination.toCloudWatchLogs(
        logGroup,
        new iam.Role(this, 'FlowLogRole', {
          assumedBy: new iam.ServicePrincipal('vpc-flow-logs.amazonaws.com'),
        }),
      ),
      trafficType: ec2.FlowLogTrafficType.ALL,
      maxAggregationInterval: ec2.FlowLogMaxAggregationInterval.TEN_MINUTES,
    });
  }
}

/** Stops where AWS would refuse the range, or two subnets a zone have no room in it. */
function checkRange(cidr: string, zones: number): void {
  const range = rangeOf('cidr', cidr);
  const size = 2 ** (32 - range.bits);
  const needed = zones * (2 ** (32 - PRIVATE_BITS) + 2 ** (32 - PUBLIC_BITS));
  demand(
    isPrivate(range) && range.bits >= 16,
    'cidr',
    cidr,
    'a private range no larger than /16, the largest that a VPC takes',
  );
  demand(
    size >= needed,
    'cidr',
    cidr,
    `at least ${needed} addresses for a /${PRIVATE_BITS} and a /${PUBLIC_BITS} in each of ${zones} zones, it has ${size}`,
  );
}
