import { Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import { demandWhole } from '../../lib/demand.ts';
import type { Environment } from '../../lib/environment.ts';
import { CLUSTER_OBJECTS, PORTS, SECRETS, WORKLOADS } from '../../lib/names.ts';
import { ruleFile } from '../alerts/index.ts';
import { Configuration } from './configuration.ts';
import { NOBODY } from './pod.ts';
import { PRIORITIES } from './priorities.ts';
import { httpProbe } from './probes.ts';
import { PROMETHEUS_SECRETS_PATH, prometheusConfiguration } from './scrape.ts';
import { configurationVolume, scratchVolume, secretVolume } from './volumes.ts';
import { Workload } from './workload.ts';

/** Properties of a {@link Prometheus}. */
export interface PrometheusProps {
  readonly environment: Environment;
  readonly image: string;
  /** Size of the volume. @default '20Gi' */
  readonly storage?: string;
  /** Whole days that samples are kept. @default 15 */
  readonly retentionDays?: number;
}

/** Gathers metrics every 15 s, evaluates the alerts. */
export class Prometheus extends Construct {
  constructor(scope: Construct, id: string, props: PrometheusProps) {
    super(scope, id);
    const name = WORKLOADS.prometheus;
    const { retentionDays = 15 } = props;
    demandWhole('retentionDays', retentionDays, 1);
    const { repository, choices } = props.environment;
    const hasSecret = choices?.remoteWrite !== undefined;
    const configuration = new Configuration(this, 'configuration', {
      name,
      files: { 'prometheus.yaml': Yaml.stringify(prometheusConfiguration(props.environment)) },
    });
    const rules = new Configuration(this, 'rules', {
      name: `${name}-rules`,
      files: { 'alerts.yaml': Yaml.stringify(ruleFile(repository, choices)) },
    });
    new Workload(this, 'workload', {
      kind: 'StatefulSet',
      name,
      user: NOBODY,
      talksToApi: true,
      priority: PRIORITIES.observability.name,
      gracePeriod: 120,
      service: { ports: { http: PORTS.prometheus } },
      claims: [{ name: 'data', size: props.storage ?? '20Gi', storageClass: CLUSTER_OBJECTS.storageClass }],
      volumes: [
        configurationVolume('configuration', configuration),
        configurationVolume('rules', rules),
        scratchVolume('tmp', '64Mi'),
        ...(hasSecret ? [secretVolume('secrets', SECRETS.prometheus.name)] : []),
      ],
      containers: [
        {
          name,
          image: props.image,
          args: [
            '--config.file=/etc/prometheus/prometheus.yaml',
            '--storage.tsdb.path=/prometheus',
            `--storage.tsdb.retention.time=${retentionDays}d`,
            `--web.listen-address=:${PORTS.prometheus}`,
          ],
          ports: { http: PORTS.prometheus },
          requests: { cpu: '200m', memory: '768Mi' },
          limits: { cpu: '1', memory: '1536Mi' },
          startup: httpProbe('/-/ready', PORTS.prometheus, { period: 5, timeout: 3, failures: 60 }),
          readiness: httpProbe('/-/ready', PORTS.prometheus, { timeout: 3 }),
          liveness: httpProbe('/-/healthy', PORTS.prometheus, { period: 30, timeout: 10 }),
          mounts: {
            data: '/prometheus',
            configuration: '/etc/prometheus:ro',
            rules: '/etc/prometheus-rules:ro',
            tmp: '/tmp',
            ...(hasSecret ? { secrets: `${PROMETHEUS_SECRETS_PATH}:ro` } : {}),
          },
        },
      ],
    });
  }
}
