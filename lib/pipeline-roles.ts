import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/** GitHub's issuer of workflow tokens. */
const ISSUER = 'token.actions.githubusercontent.com';

/** Properties of the pipeline's roles. */
export interface PipelineRolesProps {
  /** GitHub repository whose workflows may assume the roles, `owner/name`. */
  readonly repository: string;
  /**
   * Branch whose workflows may push images.
   * @default 'main'
   */
  readonly branch?: string;
  /** GitHub environment whose approved jobs may deploy, for example `production`. */
  readonly environment: string;
  /** Name of the role that pushes images. */
  readonly buildRoleName: string;
  /** Name of the role that enters the cluster. */
  readonly deployRoleName: string;
  /** Name of the one cluster that the deploy role may describe. */
  readonly clusterName: string;
  /**
   * GitHub's OIDC provider, of which an account has one.
   * @default one is made
   */
  readonly provider?: iam.IOidcProvider;
}

/** Two roles for GitHub Actions, without a stored key: `build` before the approval, `deploy` behind it. */
export class PipelineRoles extends Construct {
  /** Give it a registry: `registry.grantPush(roles.build)`. */
  readonly build: iam.Role;
  /** Describes the cluster; an access entry says what it may do inside. */
  readonly deploy: iam.Role;

  constructor(scope: Construct, id: string, props: PipelineRolesProps) {
    super(scope, id);
    const { repository, branch = 'main', environment } = props;
    if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) {
      throw new Error(`repository: found "${repository}", expected owner/name without wildcards`);
    }
    const provider =
      props.provider ??
      new iam.OidcProviderNative(this, 'Github', {
        url: `https://${ISSUER}`,
        clientIds: ['sts.amazonaws.com'],
      });
    const role = (roleId: string, roleName: string, subject: string, description: string) =>
      new iam.Role(this, roleId, {
        roleName,
        description,
        assumedBy: new iam.WebIdentityPrincipal(provider.oidcProviderArn, {
          StringEquals: { [`${ISSUER}:aud`]: 'sts.amazonaws.com', [`${ISSUER}:sub`]: subject },
        }),
      });
    this.build = role(
      'Build',
      props.buildRoleName,
      `repo:${repository}:ref:refs/heads/${branch}`,
      `Pushes images built from ${repository}`,
    );
    this.deploy = role(
      'Deploy',
      props.deployRoleName,
      `repo:${repository}:environment:${environment}`,
      `Deploys ${repository} to ${props.clusterName}`,
    );
    this.deploy.addToPolicy(
      new iam.PolicyStatement({
        actions: ['eks:DescribeCluster'],
        resources: [
          Stack.of(this).formatArn({ service: 'eks', resource: 'cluster', resourceName: props.clusterName }),
        ],
      }),
    );
  }

  /** GitHub's provider of an account that has one already. */
  static provider(scope: Construct, id: string, account: string): iam.IOidcProvider {
    return iam.OidcProviderNative.fromOidcProviderArn(
      scope,
      id,
      `arn:aws:iam::${account}:oidc-provider/${ISSUER}`,
    );
  }
}
