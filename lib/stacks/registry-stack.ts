import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Environment } from '../environment.ts';
import { APP_REPOSITORY } from '../names.ts';
import { Registry } from '../registry.ts';
import { PlatformStack } from './platform-stack.ts';

/** The repository of the app's image: one for an account, so it stands apart from the environments' own stacks. */
export class RegistryStack extends PlatformStack {
  constructor(scope: Construct, environment: Environment, key: kms.IKey) {
    super(scope, 'registry', environment, 'Images of the app');
    new Registry(this, 'Registry', { repositoryName: APP_REPOSITORY, key });
  }
}
