import { Construct } from 'constructs';
import { NAMESPACES, PORTS, WORKLOADS } from '../../lib/names.ts';
import { PRIORITIES } from './priorities.ts';
import { httpProbe } from './probes.ts';
import { Workload } from './workload.ts';

/** Objects that it reads in our namespaces, by API group, and the cluster's nodes. */
export const OBSERVED_KINDS = {
  '': ['persistentvolumeclaims', 'pods', 'resourcequotas', 'services'],
  apps: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'],
  autoscaling: ['horizontalpodautoscalers'],
  batch: ['cronjobs', 'jobs'],
  policy: ['poddisruptionbudgets'],
} as const;

/** User of images that bring none of their own. */
const NOBODY = 65534;

/** Port of its metrics about itself; nobody is let in there. */
const TELEMETRY_PORT = 8081;

/** Metrics about the objects of our namespaces: replicas, restarts, last successful backup. */
export class KubeStateMetrics extends Construct {
  constructor(scope: Construct, id: string, props: { readonly image: string }) {
    super(scope, id);
    const name = WORKLOADS.kubeStateMetrics;
    new Workload(this, 'workload', {
      kind: 'Deployment',
      name,
      user: NOBODY,
      talksToApi: true,
      priority: PRIORITIES.observability.name,
      service: { ports: { metrics: PORTS.kubeStateMetrics } },
      containers: [
        {
          name,
          image: props.image,
          args: [
            `--port=${PORTS.kubeStateMetrics}`,
            `--telemetry-port=${TELEMETRY_PORT}`,
            `--namespaces=${Object.values(NAMESPACES).join(',')}`,
            `--resources=${[...Object.values(OBSERVED_KINDS).flat(), 'nodes'].join(',')}`,
          ],
          ports: { metrics: PORTS.kubeStateMetrics },
          requests: { cpu: '20m', memory: '64Mi' },
          limits: { cpu: '200m', memory: '192Mi' },
          readiness: httpProbe('/readyz', TELEMETRY_PORT, { timeout: 3 }),
          liveness: httpProbe('/livez', PORTS.kubeStateMetrics, { period: 30, timeout: 5 }),
        },
      ],
    });
  }
}
