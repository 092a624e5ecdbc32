import type { Construct } from 'constructs';
import type { Environment } from '../environment.ts';
import { PRODUCT } from '../names.ts';
import { ZonedStack } from '../zoned-stack.ts';

/** A stack of one environment, named and protected like all of them. */
export class PlatformStack extends ZonedStack {
  constructor(scope: Construct, id: string, environment: Environment, description: string) {
    super(scope, id, {
      env: { account: environment.account, region: environment.region },
      zones: environment.zones,
      stackName: `${PRODUCT}-${environment.name}-${id}`,
      description,
      terminationProtection: true,
      tags: { product: PRODUCT, environment: environment.name },
    });
  }
}
