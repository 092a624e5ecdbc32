import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { demandZones } from './demand.ts';

/** Properties of a stack that knows its zones. */
export interface ZonedStackProps extends StackProps {
  /** Availability zones of the stack's region, for example `ap-northeast-2a`. */
  readonly zones: readonly string[];
}

/**
 * A stack that is told its availability zones. A stack with a concrete account and region asks AWS for them
 * otherwise, and synth would need credentials.
 */
export class ZonedStack extends Stack {
  private readonly zones: readonly string[];

  constructor(scope: Construct, id: string, props: ZonedStackProps) {
    super(scope, id, props);
    if (props.zones.length > 0) demandZones('zones', props.zones);
    const foreign = props.zones.filter((zone) => props.env?.region && !zone.startsWith(props.env.region));
    if (props.zones.length === 0 || foreign.length > 0) {
      throw new Error(
        `zones: found [${props.zones.join(', ')}], expected at least one zone of region ${props.env?.region}; ` +
          `name them as AWS does, for example ${props.env?.region ?? 'ap-northeast-2'}a`,
      );
    }
    this.zones = props.zones;
  }

  override get availabilityZones(): string[] {
    return [...this.zones];
  }
}
