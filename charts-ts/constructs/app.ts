import { Construct } from 'constructs';
import { APP_MEMORY_MIB, NODE_OPTIONS } from '../../lib/app-memory.ts';
import { demand } from '../../lib/demand.ts';
import type { Environment } from '../../lib/environment.ts';
import {
  APP_SECRETS_PATH,
  bucketName,
  MAIL_SENDER,
  MOST_MATCH_DAYS,
  PORTS,
  roleArn,
  SECRETS,
  VARIABLES,
  WORKLOADS,
  workloadRoleName,
} from '../../lib/names.ts';
import { Autoscaler } from './autoscaler.ts';
import { Entrance } from './entrance.ts';
import { PRIORITIES } from './priorities.ts';
import { httpProbe } from './probes.ts';
import { scratchVolume, secretVolume } from './volumes.ts';
import { Workload } from './workload.ts';

/** Properties of an {@link App}. */
export interface AppProps {
  readonly environment: Environment;
  readonly image: string;
  /** Seconds that a stopping pod has to hand over its rooms. @default 45 */
  readonly drainSeconds?: number;
}

/** Seconds between the end of the drain and SIGKILL: sockets close, logs flush. */
const AFTER_DRAIN_SECONDS = 15;

/** User `node` of the image. */
const NODE_USER = 1000;

/** The game: two to four pods, any of which takes any socket, behind the site's entrance. */
export class App extends Construct {
  constructor(scope: Construct, id: string, props: AppProps) {
    super(scope, id);
    const { environment } = props;
    const name = WORKLOADS.app;
    const drainSeconds = props.drainSeconds ?? 45;
    demand(
      Number.isInteger(drainSeconds) && drainSeconds >= 5 && drainSeconds <= 9999,
      'drainSeconds',
      drainSeconds,
      'a whole number of seconds, 5 to 9999: in the last 5 rooms are let go that nobody took',
    );
    new Workload(this, 'workload', {
      kind: 'Deployment',
      name,
      user: NODE_USER,
      replicas: 'autoscaled',
      priority: PRIORITIES.app.name,
      gracePeriod: drainSeconds + AFTER_DRAIN_SECONDS,
      roleArn: roleArn(environment.account, workloadRoleName(environment.name, 'app')),
      service: { ports: { http: PORTS.app } },
      volumes: [secretVolume('secrets', SECRETS.app.name), scratchVolume('tmp', '64Mi')],
      containers: [
        {
          name,
          image: props.image,
          command: ['node', 'dist/server/main.js'],
          ports: { http: PORTS.app },
          env: {
            NODE_OPTIONS,
            ...variables(environment, drainSeconds),
          },
          requests: { cpu: '500m', memory: '512Mi' },
          limits: { cpu: '1', memory: `${APP_MEMORY_MIB}Mi` },
          startup: httpProbe('/healthz', PORTS.app, { period: 2, timeout: 2, failures: 30 }),
          readiness: httpProbe('/readyz', PORTS.app, { period: 5, timeout: 2, failures: 2 }),
          liveness: httpProbe('/healthz', PORTS.app, { period: 10, timeout: 5, failures: 6 }),
          mounts: { secrets: `${APP_SECRETS_PATH}:ro`, tmp: '/tmp' },
        },
      ],
    });
    new Autoscaler(this, 'autoscaler', {
      name,
      minReplicas: environment.app.minReplicas,
      maxReplicas: environment.app.maxReplicas,
      cpuPercent: 70,
      memoryPercent: 80,
    });
    new Entrance(this, 'entrance', {
      environment,
      name,
      port: PORTS.app,
      host: environment.domain,
      privatePaths: ['/metrics'],
    });
  }
}

/** The service's configuration: plain values, in the pod template, so that an undo of a rollout takes them back, too. */
function variables(environment: Environment, drainSeconds: number): Record<string, string> {
  const { matchDays, contact } = environment.choices ?? {};
  return {
    [VARIABLES.port]: String(PORTS.app),
    [VARIABLES.host]: '0.0.0.0',
    [VARIABLES.environment]: environment.name,
    [VARIABLES.publicUrl]: `https://${environment.domain}`,
    [VARIABLES.logLevel]: 'info',
    [VARIABLES.secretsDir]: APP_SECRETS_PATH,
    [VARIABLES.storage]: 'cluster',
    [VARIABLES.uploadsBucket]: bucketName(environment.name, environment.account, 'uploads'),
    [VARIABLES.awsRegion]: environment.region,
    [VARIABLES.mailFrom]: `${MAIL_SENDER}@${environment.domain}`,
    [VARIABLES.trustedProxies]: environment.vpcCidr,
    [VARIABLES.drainSeconds]: String(drainSeconds),
    ...(contact !== undefined && { [VARIABLES.contact]: contact }),
    ...(matchDays !== undefined && { [VARIABLES.matchDays]: daysOf(matchDays) }),
  };
}

/** @throws Error if it is no whole number of days that the service would take */
function daysOf(matchDays: number): string {
  if (Number.isInteger(matchDays) && matchDays >= 1 && matchDays <= MOST_MATCH_DAYS) return `${matchDays}`;
  throw new Error(
    `choices.matchDays: found ${matchDays}, expected a whole number of days from 1 to ${MOST_MATCH_DAYS}. Correct it, or leave it out.`,
  );
}
