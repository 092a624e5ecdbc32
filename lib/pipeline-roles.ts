import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { demand, demandAccount, demandForm, demandRoleName } from './demand.ts';
import type { RepositoryIds } from './environment.ts';

/** GitHub's issuer of workflow tokens. */
const ISSUER = 'token.actions.githubusercontent.com';

/** Properties of the pipeline's roles. */
export interface PipelineRolesProps {
  /** GitHub repository whose workflows may assume the roles, `owner/name`. */
  readonly repository: string;
  /**
   * Ids of the repository. The tokens of a repository that was made, renamed or moved since 15 July 2026 name them, and of
   * an older one that has asked for it: `gh api repos/OWNER/NAME --jq '.owner.id, .id'`.
   * @default its tokens name no ids
   */
  readonly repositoryIds?: RepositoryIds;
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
    const exact = 'a name without wildcards or spaces: the trust compares letter by letter';
    demandForm('branch', branch, /^[^\s*?]+$/, exact);
    demandForm('environment', environment, /^[^*?]*[^\s*?][^*?]*$/, exact.replace(' or spaces', ''));
    const { buildRoleName, deployRoleName } = props;
    demandRoleName('buildRoleName', buildRoleName);
    demandRoleName('deployRoleName', deployRoleName);
    demandForm('clusterName', props.clusterName, /^[0-9A-Za-z][\w-]{0,99}$/, 'the exact name of one cluster');
    demand(
      buildRoleName !== deployRoleName,
      'deployRoleName',
      deployRoleName,
      "another name than the build role's",
    );
    const subject = `repo:${repositoryOf(props)}`;
    const provider =
      props.provider ??
      new iam.OidcProviderNative(this, 'Github', {
        url: `https://${ISSUER}`,
        clientIds: ['sts.amazonaws.com'],
      });
    const role = (roleId: string, roleName: string, claim: string, description: string) =>
      new iam.Role(this, roleId, {
        roleName,
        description,
        assumedBy: new iam.WebIdentityPrincipal(provider.oidcProviderArn, {
          StringEquals: { [`${ISSUER}:aud`]: 'sts.amazonaws.com', [`${ISSUER}:sub`]: claim },
        }),
      });
    this.build = role(
      'Build',
      props.buildRoleName,
      `${subject}:ref:refs/heads/${branch}`,
      `Pushes images built from ${repository}`,
    );
    this.deploy = role(
      'Deploy',
      props.deployRoleName,
      `${subject}:environment:${environment}`,
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
    demandAccount('account', account);
    return iam.OidcProviderNative.fromOidcProviderArn(
      scope,
      id,
      `arn:${Stack.of(scope).partition}:iam::${account}:oidc-provider/${ISSUER}`,
    );
  }
}

/** The repository as the subject of its tokens names it. */
function repositoryOf({ repository, repositoryIds }: PipelineRolesProps): string {
  if (!/^[\w.-]+\/[\w.-]+(?<!\.git)$/.test(repository)) {
    throw new Error(
      `repository: found "${repository}", expected owner/name without wildcards or .git; ids are repositoryIds`,
    );
  }
  if (!repositoryIds) return repository;
  for (const [field, id] of Object.entries(repositoryIds)) {
    if (!Number.isSafeInteger(id) || id < 1) {
      throw new Error(`repositoryIds.${field}: found ${id}, expected the whole number that GitHub gave it`);
    }
  }
  const [owner, name] = repository.split('/');
  return `${owner}@${repositoryIds.owner}/${name}@${repositoryIds.repository}`;
}
