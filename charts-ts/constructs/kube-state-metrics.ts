import { Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import { NAMESPACES, PORTS, WORKLOADS } from '../../lib/names.ts';
import { Configuration } from './configuration.ts';
import { NOBODY } from './pod.ts';
import { PRIORITIES } from './priorities.ts';
import { httpProbe } from './probes.ts';
import { configurationVolume } from './volumes.ts';
import { Workload } from './workload.ts';

/** Objects that it reads in our namespaces, by API group, and the cluster's nodes. */
export const OBSERVED_KINDS = {
  '': ['persistentvolumeclaims', 'pods', 'resourcequotas', 'services'],
  apps: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'],
  autoscaling: ['horizontalpodautoscalers'],
  batch: ['cronjobs', 'jobs'],
  policy: ['poddisruptionbudgets'],
} as const;

/** Certificates of cert-manager, of which it tells the end: no flow leads to cert-manager's own metrics. */
export const OBSERVED_CUSTOM_KINDS = { 'cert-manager.io': ['certificates'] } as const;

/** Port of its metrics about itself; nobody is let in there. */
const TELEMETRY_PORT = 8081;

/** Metrics about the objects of our namespaces: replicas, restarts, last successful backup. */
export class KubeStateMetrics extends Construct {
  constructor(scope: Construct, id: string, props: { readonly image: string }) {
    super(scope, id);
    const name = WORKLOADS.kubeStateMetrics;
    const configuration = new Configuration(this, 'configuration', {
      name,
      files: { 'custom-resources.yaml': Yaml.stringify(customResources()) },
    });
    new Workload(this, 'workload', {
      kind: 'Deployment',
      name,
      user: NOBODY,
      talksToApi: true,
      priority: PRIORITIES.observability.name,
      service: { ports: { metrics: PORTS.kubeStateMetrics } },
      volumes: [configurationVolume('configuration', configuration)],
      containers: [
        {
          name,
          image: props.image,
          args: [
            `--port=${PORTS.kubeStateMetrics}`,
            `--telemetry-port=${TELEMETRY_PORT}`,
            `--namespaces=${Object.values(NAMESPACES).join(',')}`,
            `--resources=${[...Object.values(OBSERVED_KINDS).flat(), 'nodes'].join(',')}`,
            '--custom-resource-state-config-file=/etc/kube-state-metrics/custom-resources.yaml',
          ],
          ports: { metrics: PORTS.kubeStateMetrics },
          requests: { cpu: '20m', memory: '64Mi' },
          limits: { cpu: '200m', memory: '192Mi' },
          readiness: httpProbe('/readyz', TELEMETRY_PORT, { timeout: 3 }),
          liveness: httpProbe('/livez', PORTS.kubeStateMetrics, { period: 30, timeout: 5 }),
          mounts: { configuration: '/etc/kube-state-metrics:ro' },
        },
      ],
    });
  }
}

/** `kube_customresource_certificate_not_after`: seconds since 1970, by the certificate's name. */
function customResources(): object {
  return {
    kind: 'CustomResourceStateMetrics',
    spec: {
      resources: [
        {
          groupVersionKind: { group: 'cert-manager.io', version: 'v1', kind: 'Certificate' },
          labelsFromPath: { namespace: ['metadata', 'namespace'], name: ['metadata', 'name'] },
          metrics: [
            {
              name: 'certificate_not_after',
              help: 'When the certificate ends.',
              each: { type: 'Gauge', gauge: { path: ['status', 'notAfter'] } },
            },
          ],
        },
      ],
    },
  };
}
