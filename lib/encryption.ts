import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { demandForm } from './demand.ts';
import { KEPT } from './removal-policy.ts';
import { serviceDomain } from './service-domain.ts';

/** Properties of the keys. */
export interface EncryptionProps {
  /** First part of the aliases, for example `playcode-production`. */
  readonly name: string;
}

/** The two keys of an environment. Both rotate yearly and outlive their stack: without them data is noise. */
export class Encryption extends Construct {
  /** Encrypts backups, images, logs and notifications. */
  readonly data: kms.Key;
  /** Encrypts Secrets Manager's secrets and the cluster's. Apart, so that who reads secrets reads no backups. */
  readonly secrets: kms.Key;

  constructor(scope: Construct, id: string, props: EncryptionProps) {
    super(scope, id);
    const form = /^(?!aws\/)[\w/-]{1,242}$/;
    demandForm('name', props.name, form, '1 to 242 letters, digits, /, _ and -, not beginning with aws/');
    this.data = this.key('Data', `${props.name}-data`, 'Backups, images, logs and notifications');
    this.secrets = this.key('Secrets', `${props.name}-secrets`, 'Secrets Manager and Kubernetes secrets');

    const { region, account, partition } = Stack.of(this);
    this.data.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'CloudWatchLogsOfThisAccount',
        principals: [new iam.ServicePrincipal(`logs.${region}.${serviceDomain(region)}`)],
        actions: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
          'kms:GenerateDataKey',
          'kms:DescribeKey',
        ],
        resources: ['*'],
        conditions: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*`,
          },
        },
      }),
    );
  }

  private key(id: string, alias: string, description: string): kms.Key {
    return new kms.Key(this, id, {
      alias: `alias/${alias}`,
      description,
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: KEPT,
    });
  }
}
