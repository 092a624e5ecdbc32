import { type ClusterInfo, HelmAddOn } from '@aws-quickstart/eks-blueprints';
import { Duration, Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { type ServiceAccountRef, WorkloadRole } from '../workload-role.ts';

/** What a chart's values may depend on. */
export interface ChartContext {
  readonly clusterName: string;
  readonly region: string;
  readonly vpcId: string;
  /** Values of a service account that Helm makes and that bears the controller's role. */
  readonly serviceAccount: {
    readonly create: true;
    readonly name: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** The role of a controller. */
export interface ControllerRole {
  /** Its fixed name, one of the account's. */
  readonly roleName: string;
  /** What it is for, in Latin script. */
  readonly description: string;
  /** What it may do. */
  readonly statements: readonly iam.PolicyStatement[];
}

/** Properties of a controller. */
export interface ControllerChartProps {
  /** Construct id and Helm release, for example `external-dns`. */
  readonly name: string;
  /** Helm chart and its version. */
  readonly source: { readonly chart: string; readonly repository: string; readonly version: string };
  /** Namespace and service account; Helm makes both. */
  readonly serviceAccount: ServiceAccountRef;
  /**
   * Role that the service account assumes.
   * @default none: the controller does not talk to AWS
   */
  readonly role?: ControllerRole;
  /** Values of the chart. */
  readonly values: (context: ChartContext) => Record<string, unknown>;
  /** Names of the controllers that must stand before this one. @default none */
  readonly after?: readonly string[];
}

/**
 * A controller installed by Helm. Unlike the blueprints' own add-ons it lets Helm make the service account and CDK
 * the role alone: one owner each, and no custom resource beyond the chart.
 */
export class ControllerChart extends HelmAddOn {
  readonly id: string;
  readonly after: readonly string[];
  private readonly controller: ControllerChartProps;

  constructor(props: ControllerChartProps) {
    super({
      ...props.source,
      name: props.name,
      release: props.name,
      namespace: props.serviceAccount.namespace,
    });
    this.id = props.name;
    this.after = props.after ?? [];
    this.controller = props;
  }

  override deploy(info: ClusterInfo): Promise<Construct> {
    const { name, serviceAccount, role, values } = this.controller;
    const { cluster } = info;
    const workloadRole =
      role &&
      new WorkloadRole(cluster, `${name}-role`, {
        roleName: role.roleName,
        description: role.description,
        serviceAccount,
        provider: cluster.openIdConnectProvider,
      });
    for (const statement of role?.statements ?? []) workloadRole?.role.addToPolicy(statement);
    const chart = this.addHelmChart(
      info,
      values({
        clusterName: cluster.clusterName,
        region: Stack.of(cluster).region,
        vpcId: cluster.vpc.vpcId,
        serviceAccount: {
          create: true,
          name: serviceAccount.name,
          ...(workloadRole && {
            annotations: { 'eks.amazonaws.com/role-arn': workloadRole.role.roleArn },
          }),
        },
      }),
      true,
      true,
      Duration.minutes(10),
    );
    // A controller that starts before its policy is attached fails until it is restarted.
    if (workloadRole) chart.node.addDependency(workloadRole.role.node.findChild('DefaultPolicy'));
    return Promise.resolve(chart);
  }
}
