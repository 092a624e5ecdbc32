import { Stage } from 'aws-cdk-lib';
import recommended from 'aws-cdk-lib/recommended-feature-flags.json';
import type { Construct } from 'constructs';
import { acknowledge, acknowledgements } from './acknowledgements.ts';
import { demand } from './demand.ts';
import type { Environment } from './environment.ts';
import { checkEnvironment, checkServiceAddresses } from './environment-check.ts';
import { AccessStack } from './stacks/access-stack.ts';
import { ClusterStack } from './stacks/cluster-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { NetworkStack } from './stacks/network-stack.ts';
import { RegistryStack } from './stacks/registry-stack.ts';
import { SiteStack } from './stacks/site-stack.ts';

/**
 * Behaviour of CDK that the templates rely on: what this version of it recommends, and our own choices. Set here, so
 * that it holds without the CLI and its cdk.json.
 */
export const FEATURE_FLAGS = {
  ...recommended,
  // It would give the handlers of CDK's own, which speak during deployments alone, log groups without our key.
  '@aws-cdk/aws-lambda:useCdkManagedLogGroup': false,
  // A stack that others import from cannot drop what they import.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
  '@aws-cdk/core:enablePartitionLiterals': true,
  '@aws-cdk/core:target-partitions': ['aws'],
  '@aws-cdk/aws-iam:minimizePolicies': true,
};

/** The stage of one environment, `<environment>/*` to the CDK CLI. */
export class PlatformStage extends Stage {
  private readonly environment: Environment;

  constructor(scope: Construct, environment: Environment) {
    checkEnvironment(environment);
    checkServiceAddresses(environment);
    checkAccount(scope, environment);
    super(scope, environment.name, { env: { account: environment.account, region: environment.region } });
    this.environment = environment;
    for (const [flag, value] of Object.entries(FEATURE_FLAGS)) this.node.setContext(flag, value);
  }

  /** Whether it makes what an account has one of. */
  makesFor(account: string): boolean {
    return this.environment.account === account && !this.environment.sharesAccount;
  }
}

/** Stops where two environments would each make what an account has one of, or one would look for it in vain. */
function checkAccount(scope: Construct, { account, region, sharesAccount }: Environment): void {
  const other = scope.node.children.find(
    (sibling): sibling is PlatformStage => sibling instanceof PlatformStage && sibling.makesFor(account),
  );
  const expected = `true: ${other?.node.id} makes GitHub's provider and the repository of account ${account}`;
  demand(sharesAccount || !other, 'sharesAccount', sharesAccount ?? false, expected);
  const there = `${other?.region}, where ${other?.node.id} makes the image's repository: nodes pull from their own region`;
  demand(!sharesAccount || !other || other.region === region, 'region', region, there);
}

/** Makes the AWS half of an environment: one stage with its stacks. Asks nobody: no credentials, no network. */
export async function buildPlatform(scope: Construct, environment: Environment): Promise<PlatformStage> {
  const stage = new PlatformStage(scope, environment);
  const { encryption, storage } = new DataStack(stage, environment);
  const { network } = new NetworkStack(stage, environment, encryption.data);
  if (!environment.sharesAccount) new RegistryStack(stage, environment, encryption.data);
  const { dns } = new SiteStack(stage, environment, encryption.data);
  const { cluster } = await ClusterStack.make(stage, {
    environment,
    vpc: network.vpc,
    zone: dns.zone,
    encryption,
  });
  const access = new AccessStack(stage, {
    environment,
    storage,
    provider: cluster.cluster.openIdConnectProvider,
  });
  // The access entry names the cluster by a plain string.
  access.addDependency(cluster.cluster.stack);
  acknowledge(stage, acknowledgements(environment));
  return stage;
}
