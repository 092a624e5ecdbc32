import { Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import { CLUSTER_OBJECTS, PORTS, WORKLOADS } from '../../lib/names.ts';
import { Configuration } from './configuration.ts';
import { PRIORITIES } from './priorities.ts';
import { httpProbe, tcpProbe } from './probes.ts';
import { configurationVolume, scratchVolume } from './volumes.ts';
import { Workload } from './workload.ts';

/** Where lines are kept in S3. */
export interface LokiBucket {
  /** Name of the bucket. */
  readonly bucket: string;
  /** AWS region of the bucket, for example `ap-northeast-2`. */
  readonly region: string;
  /** ARN of the role that its service account assumes: nodes lend theirs to no pod. */
  readonly roleArn: string;
}

/** Properties of a {@link Loki}. */
export interface LokiProps {
  readonly image: string;
  /** Size of the volume. @default '10Gi' */
  readonly storage?: string;
  /** Whole days that logs are kept. @default 14 */
  readonly retentionDays?: number;
  /** Bucket of the lines; the volume then holds what is on its way there. @default none, the volume holds all */
  readonly s3?: LokiBucket;
}

/** User of the image. */
const LOKI_USER = 10001;

/** Keeps the logs, in one process, on one volume or in a bucket. */
export class Loki extends Construct {
  constructor(scope: Construct, id: string, props: LokiProps) {
    super(scope, id);
    const name = WORKLOADS.loki;
    const { retentionDays = 14, s3 } = props;
    validate(retentionDays, s3);
    const configuration = new Configuration(this, 'configuration', {
      name,
      files: { 'loki.yaml': Yaml.stringify(serverConfiguration(retentionDays, s3)) },
    });
    new Workload(this, 'workload', {
      kind: 'StatefulSet',
      name,
      user: LOKI_USER,
      priority: PRIORITIES.observability.name,
      gracePeriod: 60,
      ...(s3 ? { roleArn: s3.roleArn } : {}),
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

function validate(retentionDays: number, s3: LokiBucket | undefined): void {
  if (!Number.isInteger(retentionDays) || retentionDays < 1) {
    throw new Error(`retentionDays: found ${retentionDays}, expected a whole number of days, at least 1.`);
  }
  if (s3 === undefined) return;
  const expected = {
    bucket: [/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket, without s3:// and without a path'],
    region: [/^[a-z]{2}(-[a-z]+)+-\d$/, "the bucket's region, as in ap-northeast-2"],
    roleArn: [
      /^arn:aws[\w-]*:iam::\d{12}:role\/.+$/,
      'the ARN of a role, arn:aws:iam::<account>:role/<name>',
    ],
  } as const satisfies Readonly<Record<keyof LokiBucket, readonly [RegExp, string]>>;
  for (const field of Object.keys(expected) as (keyof LokiBucket)[]) {
    const [pattern, words] = expected[field];
    if (!pattern.test(s3[field])) throw new Error(`s3.${field}: found "${s3[field]}", expected ${words}.`);
  }
}

function serverConfiguration(retentionDays: number, s3: LokiBucket | undefined): object {
  const store = s3 ? 's3' : 'filesystem';
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
      storage: s3
        ? { s3: { bucketnames: s3.bucket, region: s3.region } }
        : { filesystem: { chunks_directory: '/loki/chunks', rules_directory: '/loki/rules' } },
    },
    schema_config: {
      configs: [
        {
          from: '2025-01-01',
          store: 'tsdb',
          object_store: store,
          schema: 'v13',
          index: { prefix: 'index_', period: '24h' },
        },
      ],
    },
    compactor: {
      working_directory: '/loki/compactor',
      retention_enabled: true,
      delete_request_store: store,
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
