import type * as kms from 'aws-cdk-lib/aws-kms';
import { type Construct, Dependable } from 'constructs';
import type { Environment } from '../environment.ts';
import { Network } from '../network.ts';
import { PlatformStack } from './platform-stack.ts';

/** The VPC. */
export class NetworkStack extends PlatformStack {
  readonly network: Network;

  constructor(scope: Construct, environment: Environment, logKey: kms.IKey) {
    super(scope, 'network', environment, 'VPC, NAT, S3 endpoint and flow logs');
    this.network = new Network(this, 'Network', {
      cidr: environment.vpcCidr,
      zones: environment.zones,
      natGateways: environment.natGateways,
      logKey,
    });
    // Stacks wait for each other as a whole: one resource says it as well as each of them, for each of the cluster's.
    const { vpc } = this.network;
    Dependable.implement(vpc, { dependencyRoots: [vpc.node.defaultChild ?? vpc] });
  }
}
