import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { labelsOf } from './labels.ts';

/** Priority classes, from what must run to what may wait: data before the app, the app before what watches it. */
export const PRIORITIES = {
  data: {
    name: 'playcode-data',
    value: 1_000_000,
    description: 'MongoDB and Redis: everything waits for them.',
  },
  app: { name: 'playcode-app', value: 900_000, description: 'The game.' },
  observability: {
    name: 'playcode-observability',
    value: 500_000,
    description: 'Metrics, logs, dashboards and exporters.',
  },
} as const;

/** The cluster's priority classes. */
export class Priorities extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    for (const [key, { name, value, description }] of Object.entries(PRIORITIES)) {
      new k8s.KubePriorityClass(this, key, {
        metadata: { name, labels: labelsOf(name) },
        value,
        description,
        globalDefault: false,
      });
    }
  }
}
