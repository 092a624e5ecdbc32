import * as ecr from 'aws-cdk-lib/aws-ecr';
import { CfnAccessEntry } from 'aws-cdk-lib/aws-eks';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Environment } from '../environment.ts';
import {
  APP_REPOSITORY,
  clusterName,
  DEPLOY_GROUP,
  type Principal,
  pipelineRoleName,
  SERVICE_ACCOUNTS,
  workloadRoleName,
} from '../names.ts';
import { PipelineRoles } from '../pipeline-roles.ts';
import { grantPush } from '../registry.ts';
import type { Storage } from '../storage.ts';
import { WorkloadRole } from '../workload-role.ts';
import { PlatformStack } from './platform-stack.ts';

/** What access is given to. */
export interface AccessStackProps {
  readonly environment: Environment;
  readonly storage: Storage;
  /** The cluster's OIDC provider. */
  readonly provider: iam.IOpenIdConnectProvider;
}

/** Who may do what: the pipeline's roles, their way into the cluster, and the roles of our own workloads. */
export class AccessStack extends PlatformStack {
  constructor(scope: Construct, props: AccessStackProps) {
    super(scope, 'access', props.environment, 'Roles of the pipeline and of the workloads');
    const { environment, storage, provider } = props;
    const pipeline = new PipelineRoles(this, 'Pipeline', {
      repository: environment.repository,
      ...(environment.repositoryIds && { repositoryIds: environment.repositoryIds }),
      environment: environment.name,
      buildRoleName: pipelineRoleName(environment.name, 'build'),
      deployRoleName: pipelineRoleName(environment.name, 'deploy'),
      clusterName: clusterName(environment.name),
      ...(environment.sharesAccount && {
        provider: PipelineRoles.provider(this, 'Github', environment.account),
      }),
    });
    grantPush(ecr.Repository.fromRepositoryName(this, 'AppRepository', APP_REPOSITORY), pipeline.build);
    new CfnAccessEntry(this, 'DeployAccess', {
      clusterName: clusterName(environment.name),
      principalArn: pipeline.deploy.roleArn,
      type: 'STANDARD',
      kubernetesGroups: [DEPLOY_GROUP],
    });

    const role = (id: string, principal: Principal, description: string) =>
      new WorkloadRole(this, id, {
        roleName: workloadRoleName(environment.name, principal),
        description,
        serviceAccount: SERVICE_ACCOUNTS[principal],
        provider,
      });
    storage.uploads.grantManage(role('App', 'app', 'Presigns and keeps uploads'));
    storage.backups.grantWrite(role('Backup', 'backup', 'Writes database backups'));
    storage.loki?.grantUse(role('Loki', 'loki', 'Keeps the lines of pods'));
    storage.backups.grantRead(role('RestoreDrill', 'restoreDrill', 'Reads database backups'));
  }
}
