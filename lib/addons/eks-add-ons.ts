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
import { type ServiceAccountRef, WorkloadRole } from '../workload-role.ts';
import { EKS_ADD_ONS } from './versions.ts';

/** The role of an EKS add-on: its fixed name and the one service account that may assume it. */
export interface AddOnRole {
  readonly roleName: string;
  readonly serviceAccount: ServiceAccountRef;
}

/** Gives an EKS add-on its role. EKS annotates the service account; nothing else needs to make one. */
function attachRole(info: ClusterInfo, addOn: CfnAddon, role: AddOnRole, managedPolicy: string): void {
  const workloadRole = new WorkloadRole(info.cluster, `${addOn.addonName}-role`, {
    roleName: role.roleName,
    description: `EKS add-on ${addOn.addonName}`,
    serviceAccount: role.serviceAccount,
    provider: info.cluster.openIdConnectProvider,
  });
  workloadRole.role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName(managedPolicy));
  addOn.serviceAccountRoleArn = workloadRole.role.roleArn;
}

/** VPC CNI that enforces NetworkPolicies; without the switch every policy of ours would be inert. */
class PolicyEnforcingVpcCni extends VpcCniAddOn {
  private readonly addOnRole: AddOnRole;

  constructor(role: AddOnRole) {
    super({ version: EKS_ADD_ONS.vpcCni, enableNetworkPolicy: true });
    this.addOnRole = role;
  }

  override async deploy(info: ClusterInfo): Promise<Construct> {
    const addOn = (await super.deploy(info)) as CfnAddon;
    attachRole(info, addOn, this.addOnRole, 'AmazonEKS_CNI_Policy');
    return addOn;
  }
}

/** EBS CSI driver without the storage class of the blueprints, which deletes volumes and cannot grow them. */
class EbsCsi extends EbsCsiDriverAddOn {
  private readonly addOnRole: AddOnRole;

  constructor(role: AddOnRole) {
    super({ version: EKS_ADD_ONS.ebsCsi, storageClass: '' });
    this.addOnRole = role;
  }

  /** No managed policies here: they would make a service account, and EKS makes it. */
  override provideManagedPolicies(): undefined {
    return undefined;
  }

  override async deploy(info: ClusterInfo): Promise<Construct> {
    const addOn = (await super.deploy(info)) as CfnAddon;
    attachRole(info, addOn, this.addOnRole, 'service-role/AmazonEBSCSIDriverPolicy');
    return addOn;
  }
}

/** The add-ons that EKS itself runs. */
export function eksAddOns(roles: { readonly vpcCni: AddOnRole; readonly ebsCsi: AddOnRole }): ClusterAddOn[] {
  return [
    new PolicyEnforcingVpcCni(roles.vpcCni),
    new KubeProxyAddOn(EKS_ADD_ONS.kubeProxy),
    new CoreDnsAddOn(EKS_ADD_ONS.coreDns),
    new EbsCsi(roles.ebsCsi),
  ];
}
