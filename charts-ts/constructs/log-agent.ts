import { Construct } from 'constructs';
import type { Environment } from '../../lib/environment.ts';
import type { Images } from '../images.ts';
import { Alloy } from './alloy.ts';
import { Promtail } from './promtail.ts';

/** Properties of a {@link LogAgent}. */
export interface LogAgentProps {
  readonly environment: Environment;
  readonly images: Pick<Images, 'promtail' | 'alloy'>;
}

/** What reads the pods' logs on each node, by the environment's choice; both give the same labels. */
export class LogAgent extends Construct {
  constructor(scope: Construct, id: string, props: LogAgentProps) {
    super(scope, id);
    const { environment, images } = props;
    if (environment.choices?.logAgent === 'alloy') new Alloy(this, 'alloy', { image: images.alloy });
    else new Promtail(this, 'promtail', { image: images.promtail });
  }
}
