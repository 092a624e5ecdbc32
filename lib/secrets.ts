import type * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { demandDistinct, demandForm } from './demand.ts';
import { KEPT } from './removal-policy.ts';

/** Properties of the secrets. */
export interface SecretsProps {
  /** Names in Secrets Manager by construct id; the id is part of the logical id and must not change. */
  readonly names: Readonly<Record<string, string>>;
  /** Key that encrypts them. */
  readonly key: kms.IKey;
}

/**
 * Places for secrets in Secrets Manager. CDK makes the place and its key, people and scripts fill it: a value that
 * a template could generate would be one that the template could read.
 */
export class Secrets extends Construct {
  constructor(scope: Construct, id: string, props: SecretsProps) {
    super(scope, id);
    const places = Object.values(props.names);
    demandDistinct('names', places, 'at least one name, each once');
    for (const name of places)
      demandForm('names', name, /^[\w/+=.@-]{1,512}$/, 'letters, digits and /_+=.@-');
    for (const [secretId, name] of Object.entries(props.names)) {
      const secret = new secretsmanager.CfnSecret(this, secretId, { name, kmsKeyId: props.key.keyArn });
      secret.applyRemovalPolicy(KEPT);
    }
  }
}
