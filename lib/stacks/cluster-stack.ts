import { Annotations } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as route53 from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import { controllers } from '../addons/controllers.ts';
import { eksAddOns } from '../addons/eks-add-ons.ts';
import { GATEWAY_DEFINITIONS } from '../addons/versions.ts';
import { Cluster } from '../cluster.ts';
import { ClusterObjects } from '../cluster-objects.ts';
import type { Encryption } from '../encryption.ts';
import type { Environment } from '../environment.ts';
import {
  adminRoleName,
  CLUSTER_OBJECTS,
  CONTROLLERS,
  type Controller,
  clusterName,
  controllerRoleName,
  NAMESPACES,
  PRODUCT,
} from '../names.ts';
import { PlatformStack } from './platform-stack.ts';

/** What the cluster needs of the other stacks. */
export interface ClusterStackProps {
  readonly environment: Environment;
  readonly vpc: ec2.IVpc;
  readonly zone: route53.IPublicHostedZone;
  readonly encryption: Encryption;
}

/** EKS, its add-ons and controllers. Made by `ClusterStack.make`, because add-ons are made asynchronously. */
export class ClusterStack extends PlatformStack {
  readonly cluster: Cluster;

  private constructor(scope: Construct, props: ClusterStackProps) {
    super(scope, 'cluster', props.environment, 'EKS with its add-ons and controllers');
    const { environment, vpc, zone, encryption } = props;
    const name = clusterName(environment.name);
    const entrance = environment.choices?.entrance ?? 'ingress';
    if (entrance === 'gateway') {
      Annotations.of(this).addWarningV2(
        'playcode:GatewayDefinitions',
        `choices.entrance: gateways want Gateway API's definitions in ${name} before this stack is deployed; ` +
          `kubectl apply --server-side -f ${GATEWAY_DEFINITIONS}`,
      );
    }
    const identity = (controller: Controller) => ({
      serviceAccount: CONTROLLERS[controller],
      roleName: controllerRoleName(environment.name, controller),
    });
    this.cluster = new Cluster(this, 'Cluster', {
      name,
      vpc,
      zones: environment.zones,
      nodes: environment.nodes,
      serviceCidr: environment.serviceCidr,
      apiAccessCidrs: environment.apiAccessCidrs,
      encryption,
      adminRoleName: adminRoleName(environment.name),
      addOns: [
        ...eksAddOns({
          vpcCni: controllerRoleName(environment.name, 'vpcCni'),
          ebsCsi: controllerRoleName(environment.name, 'ebsCsi'),
        }),
        ...controllers({
          clusterName: name,
          partition: 'aws',
          region: environment.region,
          account: environment.account,
          vpcArn: vpc.vpcArn,
          zone,
          entrance,
          ingressNamespace: NAMESPACES.ingress,
          ingressClass: CLUSTER_OBJECTS.ingressClass,
          secretsPrefix: `${PRODUCT}/${environment.name}/`,
          secretsKey: encryption.secrets,
          identities: {
            loadBalancer: identity('loadBalancer'),
            certManager: identity('certManager'),
            externalDns: identity('externalDns'),
            externalSecrets: identity('externalSecrets'),
          },
        }),
      ],
    });
  }

  /** Makes the stack and waits until its add-ons stand in the tree. */
  static async make(scope: Construct, props: ClusterStackProps): Promise<ClusterStack> {
    const stack = new ClusterStack(scope, props);
    await stack.cluster.ready;
    new ClusterObjects(stack, 'Objects', {
      cluster: stack.cluster,
      storageClass: CLUSTER_OBJECTS.storageClass,
      issuer: { name: CLUSTER_OBJECTS.clusterIssuer, email: props.environment.operatorEmail },
      region: props.environment.region,
      zone: props.zone,
    });
    return stack;
  }
}
