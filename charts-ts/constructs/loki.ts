import { Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import { CLUSTER_OBJECTS, PORTS, WORKLOADS } from '../../lib/names.ts';
import { Configuration } from './configuration.ts';
import { PRIORITIES } from './priorities.ts';
import { httpProbe, tcpProbe } from './probes.ts';
import { configurationVolume, scratchVolume } from './volumes.ts';
import { Workload } from './workload.ts';

/** Properties of a {@link Loki}. */
export interface LokiProps {
  readonly image: string;
  /** Size of the volume. @default '10Gi' */
  readonly storage?: string;
  /** Days that logs are kept. @default 14 */
  readonly retentionDays?: number;
}

/** User of the image. */
const LOKI_USER = 10001;

/** Keeps the logs, in one process on one volume. */
export class Loki extends Construct {
  constructor(scope: Construct, id: string, props: LokiProps) {
    super(scope, id);
    const name = WORKLOADS.loki;
    const configuration = new Configuration(this, 'configuration', {
      name,
      files: { 'loki.yaml': Yaml.stringify(serverConfiguration(props.retentionDays ?? 14)) },
    });
    new Workload(this, 'workload', {
      kind: 'StatefulSet',
      name,
      user: LOKI_USER,
      priority: PRIORITIES.observability.name,
      gracePeriod: 60,
      service: { ports: { http: PORTS.loki } },
      claims: [{ name: 'data', size: props.storage ?? '10Gi', storageClass: CLUSTER_OBJECTS.storageClass }],
      volumes: [configurationVolume('configuration', configuration), scratchVolume('tmp', '64Mi')],
      containers: [
        {
          name,
          image: props.image,
          args: ['-config.file=/etc/loki/loki.yaml'],
          ports: { http: PORTS.loki },
          requests: { cpu: '100m', memory: '256Mi' },
          limits: { cpu: '1', memory: '768Mi' },
          startup: httpProbe('/ready', PORTS.loki, { period: 5, timeout: 3, failures: 60 }),
          readiness: httpProbe('/ready', PORTS.loki, { timeout: 3 }),
          liveness: tcpProbe(PORTS.loki, { period: 30, timeout: 10, failures: 10 }),
          mounts: { data: '/loki', configuration: '/etc/loki:ro', tmp: '/tmp' },
        },
      ],
    });
  }
}

function serverConfiguration(retentionDays: number): object {
  return {
    auth_enabled: false,
    analytics: { reporting_enabled: false },
    // Its own parts talk to each other over loopback: no second port is open to anybody.
    server: {
      http_listen_port: PORTS.loki,
      grpc_listen_address: '127.0.0.1',
      grpc_listen_port: 9095,
      log_level: 'warn',
    },
    common: {
      instance_addr: '127.0.0.1',
      path_prefix: '/loki',
      replication_factor: 1,
      ring: { kvstore: { store: 'inmemory' } },
      storage: { filesystem: { chunks_directory: '/loki/chunks', rules_directory: '/loki/rules' } },
    },
    schema_config: {
      configs: [
        {
          from: '2025-01-01',
          store: 'tsdb',
          object_store: 'filesystem',
          schema: 'v13',
          index: { prefix: 'index_', period: '24h' },
        },
      ],
    },
    compactor: {
      working_directory: '/loki/compactor',
      retention_enabled: true,
      delete_request_store: 'filesystem',
    },
    limits_config: {
      // The agent sends ids beside the lines; a Loki that refused them would refuse the lines.
      allow_structured_metadata: true,
      retention_period: `${retentionDays * 24}h`,
      reject_old_samples_max_age: '168h',
      ingestion_rate_mb: 8,
      ingestion_burst_size_mb: 16,
    },
  };
}
