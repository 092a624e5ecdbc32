import { Construct } from 'constructs';
import { PORTS, SECRETS, WORKLOADS } from '../../lib/names.ts';
import { type ContainerProps, NOBODY } from './pod.ts';
import { PRIORITIES } from './priorities.ts';
import { httpProbe, tcpProbe } from './probes.ts';
import { Workload } from './workload.ts';

/** Properties of an {@link Exporter}. */
export interface ExporterProps {
  /** Name of the Deployment and its Service. */
  readonly name: string;
  /** Reference of the image. */
  readonly image: string;
  /** Port of its metrics, on which it answers its probes at `/`. */
  readonly port: number;
  /** Arguments of its entry point. @default none */
  readonly args?: readonly string[];
  /** Environment variables by name. @default none */
  readonly env?: Readonly<Record<string, string>>;
  /** Credentials: exporters read them from the environment alone. */
  readonly secretEnv: NonNullable<ContainerProps['secretEnv']>;
}

/** One pod that turns a server's statistics into metrics. It needs `Priorities`. */
export class Exporter extends Construct {
  constructor(scope: Construct, id: string, props: ExporterProps) {
    super(scope, id);
    new Workload(this, 'workload', {
      kind: 'Deployment',
      name: props.name,
      user: NOBODY,
      priority: PRIORITIES.observability.name,
      service: { ports: { metrics: props.port } },
      containers: [
        {
          name: props.name,
          image: props.image,
          ...(props.args ? { args: props.args } : {}),
          ...(props.env ? { env: props.env } : {}),
          secretEnv: props.secretEnv,
          ports: { metrics: props.port },
          requests: { cpu: '20m', memory: '48Mi' },
          limits: { cpu: '200m', memory: '128Mi' },
          readiness: httpProbe('/', props.port),
          liveness: tcpProbe(props.port, { period: 30, timeout: 5 }),
        },
      ],
    });
  }
}

/** Statistics of MongoDB, its databases included. */
export class MongoExporter extends Construct {
  constructor(scope: Construct, id: string, props: { readonly image: string }) {
    super(scope, id);
    const { name, keys } = SECRETS.mongoExporter;
    new Exporter(this, 'exporter', {
      name: WORKLOADS.mongoExporter,
      image: props.image,
      port: PORTS.mongoExporter,
      args: [
        `--web.listen-address=:${PORTS.mongoExporter}`,
        '--collector.diagnosticdata',
        '--collector.replicasetstatus',
        '--collector.dbstats',
        '--compatible-mode',
      ],
      secretEnv: { MONGODB_URI: { secret: name, key: keys.uri } },
    });
  }
}

/** Statistics of Redis. */
export class RedisExporter extends Construct {
  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly image: string;
      /** Where Redis answers. @default in the cluster */
      readonly address?: { readonly host: string; readonly port: number };
    },
  ) {
    super(scope, id);
    const { name, keys } = SECRETS.redisExporter;
    const { host, port } = props.address ?? { host: WORKLOADS.redis, port: PORTS.redis };
    new Exporter(this, 'exporter', {
      name: WORKLOADS.redisExporter,
      image: props.image,
      port: PORTS.redisExporter,
      env: {
        REDIS_ADDR: `redis://${host}:${port}`,
        REDIS_USER: 'exporter',
        REDIS_EXPORTER_WEB_LISTEN_ADDRESS: `:${PORTS.redisExporter}`,
      },
      secretEnv: { REDIS_PASSWORD: { secret: name, key: keys.password } },
    });
  }
}
