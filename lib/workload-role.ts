import { Fn } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { demandForm, demandRoleName } from './demand.ts';

/** A Kubernetes service account. */
export interface ServiceAccountRef {
  /** Namespace in which it is. */
  readonly namespace: string;
  /** Its exact name. */
  readonly name: string;
}

/** Properties of a workload's role. */
export interface WorkloadRoleProps {
  /**
   * Name of the role. Fixed, its ARN is a plain string where the service account is annotated with it.
   * @default CloudFormation's
   */
  readonly roleName?: string;
  /** What the role is for, at most 1,000 letters of Latin script: IAM takes no others. */
  readonly description: string;
  /** The one service account that may assume the role. */
  readonly serviceAccount: ServiceAccountRef;
  /** The cluster's OIDC provider. */
  readonly provider: iam.IOidcProvider | iam.IOpenIdConnectProvider;
}

/**
 * IAM role for exactly one service account (IRSA). A principal: `bucket.grantPut(role)` works.
 *
 * The keys of the trust's condition contain the provider's address, which CloudFormation knows only when it deploys,
 * and its JSON allows no function in a key. The usual way round is a custom resource per role; writing the trust as
 * one `Fn::Sub` string needs none.
 */
export class WorkloadRole extends Construct implements iam.IGrantable {
  readonly role: iam.Role;
  readonly grantPrincipal: iam.IPrincipal;

  constructor(scope: Construct, id: string, props: WorkloadRoleProps) {
    super(scope, id);
    const { namespace, name } = props.serviceAccount;
    for (const [field, value] of Object.entries({ namespace, name })) {
      if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(value)) {
        throw new Error(
          `serviceAccount.${field}: found "${value}", expected an exact name of at most 63 letters: patterns would widen the trust`,
        );
      }
    }
    if (props.roleName !== undefined) demandRoleName('roleName', props.roleName);
    demandForm(
      'description',
      props.description,
      /^[\t\n\r\u0020-\u007e\u00a1-\u00ff]{0,1000}$/,
      'at most 1000 letters of Latin script, which IAM takes',
    );
    const providerArn = props.provider.openIdConnectProviderArn;
    this.role = new iam.Role(this, 'Role', {
      ...(props.roleName && { roleName: props.roleName }),
      description: props.description,
      assumedBy: new iam.WebIdentityPrincipal(providerArn),
    });
    const [provider, issuer] = ['Provider', 'Issuer'].map((variable) => `\${${variable}}`);
    const trust = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Federated: provider },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringEquals: {
              [`${issuer}:aud`]: 'sts.amazonaws.com',
              [`${issuer}:sub`]: `system:serviceaccount:${namespace}:${name}`,
            },
          },
        },
      ],
    };
    const resource = this.role.node.defaultChild as iam.CfnRole;
    resource.assumeRolePolicyDocument = Fn.sub(JSON.stringify(trust), {
      Provider: providerArn,
      Issuer: props.provider.openIdConnectProviderIssuer,
    });
    this.grantPrincipal = this.role;
  }
}
