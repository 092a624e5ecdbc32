import { Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import type { Environment } from '../../lib/environment.ts';
import { CLUSTER_OBJECTS, MAIL_SENDER, PORTS, SECRETS, WORKLOADS } from '../../lib/names.ts';
import { WATCHDOG } from '../alerts/heartbeat.ts';
import { Configuration } from './configuration.ts';
import { NOBODY } from './pod.ts';
import { PRIORITIES } from './priorities.ts';
import { httpProbe } from './probes.ts';
import { configurationVolume, scratchVolume, secretVolume } from './volumes.ts';
import { Workload } from './workload.ts';

/** Properties of an {@link Alertmanager}. */
export interface AlertmanagerProps {
  readonly environment: Environment;
  readonly image: string;
}

const SECRETS_PATH = '/run/secrets/smtp';
const CONFIGURATION_PATH = '/etc/alertmanager';

/** Copy of the password from when the user name was read: of a later one it would be the wrong password. */
const PASSWORD_FILE = `${CONFIGURATION_PATH}/smtp-password`;

/** Stands in the template for the SMTP user name, which Alertmanager cannot read from a file. */
const USERNAME = '@SMTP_USERNAME@';

/** Where it finds the address of who listens to the heartbeat; it reads it anew for each beat. */
const HEARTBEAT_PATH = '/run/secrets/heartbeat';

/** Sends alerts to the operator by mail through SES. New credentials of SES are read when its pod starts. */
export class Alertmanager extends Construct {
  constructor(scope: Construct, id: string, props: AlertmanagerProps) {
    super(scope, id);
    const name = WORKLOADS.alertmanager;
    const { keys } = SECRETS.alertmanager;
    const beats = props.environment.choices?.heartbeat ?? false;
    const configuration = new Configuration(this, 'configuration', {
      name,
      files: { 'alertmanager.yaml': Yaml.stringify(routes(props.environment)) },
    });
    const small = { cpu: '20m', memory: '32Mi' };
    new Workload(this, 'workload', {
      kind: 'StatefulSet',
      name,
      user: NOBODY,
      priority: PRIORITIES.observability.name,
      service: { ports: { http: PORTS.alertmanager } },
      claims: [{ name: 'data', size: '1Gi', storageClass: CLUSTER_OBJECTS.storageClass }],
      volumes: [
        configurationVolume('template', configuration),
        secretVolume('secrets', SECRETS.alertmanager.name),
        scratchVolume('configuration', '1Mi', { memory: true }),
        // Mail must leave also where nobody has filled it yet.
        ...(beats ? [secretVolume('heartbeat', SECRETS.heartbeat.name, { optional: true })] : []),
      ],
      initContainers: [
        {
          name: 'render',
          image: props.image,
          command: [
            'sh',
            '-c',
            [
              'umask 077',
              `sed "s|${USERNAME}|$(cat ${SECRETS_PATH}/${keys.smtpUsername})|" /template/alertmanager.yaml > ${CONFIGURATION_PATH}/alertmanager.yaml`,
              `cat ${SECRETS_PATH}/${keys.smtpPassword} > ${PASSWORD_FILE}`,
            ].join(' && '),
          ],
          requests: small,
          limits: small,
          mounts: {
            template: '/template:ro',
            secrets: `${SECRETS_PATH}:ro`,
            configuration: CONFIGURATION_PATH,
          },
        },
      ],
      containers: [
        {
          name,
          image: props.image,
          args: [
            `--config.file=${CONFIGURATION_PATH}/alertmanager.yaml`,
            '--storage.path=/alertmanager',
            `--web.listen-address=:${PORTS.alertmanager}`,
            '--cluster.listen-address=',
          ],
          ports: { http: PORTS.alertmanager },
          requests: { cpu: '20m', memory: '48Mi' },
          limits: { cpu: '200m', memory: '128Mi' },
          readiness: httpProbe('/-/ready', PORTS.alertmanager),
          liveness: httpProbe('/-/healthy', PORTS.alertmanager, { period: 30, timeout: 5 }),
          mounts: {
            data: '/alertmanager',
            configuration: `${CONFIGURATION_PATH}:ro`,
            ...(beats ? { heartbeat: `${HEARTBEAT_PATH}:ro` } : {}),
          },
        },
      ],
    });
  }
}

/** A beat each five minutes: who listens may miss two before it writes. */
const HEARTBEAT_ROUTE = {
  matchers: [`alertname = ${WATCHDOG}`],
  receiver: 'heartbeat',
  group_wait: '0s',
  group_interval: '1m',
  repeat_interval: '5m',
};

const HEARTBEAT_RECEIVER = {
  name: 'heartbeat',
  webhook_configs: [{ url_file: `${HEARTBEAT_PATH}/${SECRETS.heartbeat.keys.url}`, send_resolved: false }],
};

function routes(environment: Environment): object {
  const beats = environment.choices?.heartbeat ?? false;
  return {
    global: {
      smtp_smarthost: `email-smtp.${environment.region}.amazonaws.com:${PORTS.smtp}`,
      smtp_from: `${MAIL_SENDER}@${environment.domain}`,
      smtp_auth_username: USERNAME,
      smtp_auth_password_file: PASSWORD_FILE,
      smtp_require_tls: true,
    },
    route: {
      receiver: 'operator',
      group_by: ['alertname', 'namespace'],
      group_wait: '30s',
      group_interval: '5m',
      repeat_interval: '4h',
      ...(beats ? { routes: [HEARTBEAT_ROUTE] } : {}),
    },
    receivers: [
      { name: 'operator', email_configs: [{ to: environment.operatorEmail, send_resolved: true }] },
      ...(beats ? [HEARTBEAT_RECEIVER] : []),
    ],
    inhibit_rules: [
      {
        source_matchers: ['severity = critical'],
        target_matchers: ['severity = warning'],
        equal: ['namespace', 'component'],
      },
    ],
  };
}
