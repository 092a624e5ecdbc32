import {
  type ClusterAddOn,
  type ClusterInfo,
  CoreDnsAddOn,
  EbsCsiDriverAddOn,
  KubeProxyAddOn,
  VpcCniAddOn,
} from '@aws-quickstart/eks-blueprints';
import type { CfnAddon } from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { CONTROLLERS } from '../names.ts';
import { type ServiceAccountRef, WorkloadRole } from '../workload-role.ts';
import { EKS_ADD_ONS } from './versions.ts';

/** Gives an EKS add-on its role. EKS annotates the service account; nothing else needs to make one. */
function attachRole(
  info: ClusterInfo,
  addOn: CfnAddon,
  serviceAccount: ServiceAccountRef,
  managedPolicy: string,
  roleName: string | undefined,
): void {
  const workloadRole = new WorkloadRole(info.cluster, `${addOn.addonName}-role`, {
    description: `EKS add-on ${addOn.addonName}`,
    serviceAccount,
    provider: info.cluster.openIdConnectProvider,
    ...(roleName && { roleName }),
  });
  workloadRole.role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName(managedPolicy));
  addOn.serviceAccountRoleArn = workloadRole.role.roleArn;
}

/** VPC CNI that enforces NetworkPolicies; without the switch every policy of ours would be inert. */
class PolicyEnforcingVpcCni extends VpcCniAddOn {
  private readonly roleName: string | undefined;

  constructor(roleName: string | undefined) {
    super({ version: EKS_ADD_ONS.vpcCni, enableNetworkPolicy: true });
    this.roleName = roleName;
  }

  override async deploy(info: ClusterInfo): Promise<Construct> {
    const addOn = (await super.deploy(info)) as CfnAddon;
    attachRole(info, addOn, CONTROLLERS.vpcCni, 'AmazonEKS_CNI_Policy', this.roleName);
    return addOn;
  }
}

/** EBS CSI driver without the storage class of the blueprints, which deletes volumes and cannot grow them. */
class EbsCsi extends EbsCsiDriverAddOn {
  private readonly roleName: string | undefined;

  constructor(roleName: string | undefined) {
    super({ version: EKS_ADD_ONS.ebsCsi, storageClass: '' });
    this.roleName = roleName;
  }

  /** No managed policies here: they would make a service account, and EKS makes it. */
  override provideManagedPolicies(): undefined {
    return undefined;
  }

  override async deploy(info: ClusterInfo): Promise<Construct> {
    const addOn = (await super.deploy(info)) as CfnAddon;
    attachRole(info, addOn, CONTROLLERS.ebsCsi, 'service-role/AmazonEBSCSIDriverPolicy', this.roleName);
    return addOn;
  }
}

/**
 * The add-ons that EKS itself runs.
 * @param roleNames fixed names of the two roles among them. @default CloudFormation's
 */
export function eksAddOns(
  roleNames: { readonly vpcCni?: string; readonly ebsCsi?: string } = {},
): ClusterAddOn[] {
  return [
    new PolicyEnforcingVpcCni(roleNames.vpcCni),
    new KubeProxyAddOn(EKS_ADD_ONS.kubeProxy),
    new CoreDnsAddOn(EKS_ADD_ONS.coreDns),
    new EbsCsi(roleNames.ebsCsi),
  ];
}
