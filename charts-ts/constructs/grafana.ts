import { Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import { NAMESPACES, PORTS, SECRETS, WORKLOADS } from '../../lib/names.ts';
import { DATASOURCES } from '../dashboards/datasources.ts';
import { dashboards } from '../dashboards/index.ts';
import type { Language } from '../dashboards/text.ts';
import { Configuration } from './configuration.ts';
import { SERVICE_LINES } from './log-pipeline.ts';
import { PRIORITIES } from './priorities.ts';
import { httpProbe, tcpProbe } from './probes.ts';
import { configurationVolume, scratchVolume, secretVolume } from './volumes.ts';
import { Workload } from './workload.ts';

/** Properties of a {@link Grafana}. */
export interface GrafanaProps {
  readonly image: string;
  /** Of the dashboards' titles. @default 'en' */
  readonly language?: Language;
}

/** User of the image. */
const GRAFANA_USER = 472;

const SECRETS_PATH = '/run/secrets/grafana';

/**
 * Dashboards and nothing else worth keeping: data sources and dashboards come from the charts, so it has no volume.
 * It is reached by `kubectl port-forward`, not from outside.
 */
export class Grafana extends Construct {
  constructor(scope: Construct, id: string, props: GrafanaProps) {
    super(scope, id);
    const name = WORKLOADS.grafana;
    const sources = new Configuration(this, 'data-sources', {
      name: `${name}-datasources`,
      files: { 'datasources.yaml': Yaml.stringify(datasources()) },
    });
    const provider = new Configuration(this, 'provider', {
      name: `${name}-provider`,
      files: { 'provider.yaml': Yaml.stringify(dashboardProvider()) },
    });
    const boards = new Configuration(this, 'dashboards', {
      name: `${name}-dashboards`,
      files: Object.fromEntries(
        dashboards(props.language).map((board) => [
          `${board.uid}.json`,
          `${JSON.stringify(board, null, 1)}\n`,
        ]),
      ),
    });
    new Workload(this, 'workload', {
      kind: 'Deployment',
      name,
      user: GRAFANA_USER,
      priority: PRIORITIES.observability.name,
      service: { ports: { http: PORTS.grafana } },
      volumes: [
        configurationVolume('datasources', sources),
        configurationVolume('provider', provider),
        configurationVolume('dashboards', boards),
        secretVolume('secrets', SECRETS.grafana.name),
        scratchVolume('data', '512Mi'),
        scratchVolume('tmp', '64Mi'),
      ],
      containers: [
        {
          name,
          image: props.image,
          ports: { http: PORTS.grafana },
          env: {
            GF_SECURITY_ADMIN_PASSWORD__FILE: `${SECRETS_PATH}/${SECRETS.grafana.keys.adminPassword}`,
            GF_LOG_MODE: 'console',
            GF_ANALYTICS_REPORTING_ENABLED: 'false',
            GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
            GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
            GF_PLUGINS_PREINSTALL_DISABLED: 'true',
            GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: '/etc/grafana/dashboards/application.json',
          },
          requests: { cpu: '50m', memory: '192Mi' },
          limits: { cpu: '500m', memory: '384Mi' },
          startup: httpProbe('/api/health', PORTS.grafana, { period: 5, timeout: 3, failures: 60 }),
          readiness: httpProbe('/api/health', PORTS.grafana, { timeout: 3 }),
          liveness: tcpProbe(PORTS.grafana, { period: 30, timeout: 10 }),
          mounts: {
            datasources: '/etc/grafana/provisioning/datasources:ro',
            provider: '/etc/grafana/provisioning/dashboards:ro',
            dashboards: '/etc/grafana/dashboards:ro',
            secrets: `${SECRETS_PATH}:ro`,
            data: '/var/lib/grafana',
            tmp: '/tmp',
          },
        },
      ],
    });
  }
}

/** An id in a line of the service leads to all lines of it: a click shows all of one room, of one request. */
function linkToLines(field: (typeof SERVICE_LINES.metadata)[number]): object {
  return {
    name: field,
    matcherRegex: `"${field}":"([\\w-]+)"`,
    datasourceUid: DATASOURCES.logs.uid,
    // Grafana puts the value in; a single dollar would be taken for a variable of its own environment.
    url: `{namespace="${NAMESPACES.app}"} | ${field}="$\${__value.raw}"`,
  };
}

function datasources(): object {
  const common = { access: 'proxy', editable: false };
  return {
    apiVersion: 1,
    datasources: [
      {
        ...common,
        ...DATASOURCES.metrics,
        isDefault: true,
        url: `http://${WORKLOADS.prometheus}:${PORTS.prometheus}`,
        jsonData: { timeInterval: '15s', httpMethod: 'POST' },
      },
      {
        ...common,
        ...DATASOURCES.logs,
        url: `http://${WORKLOADS.loki}:${PORTS.loki}`,
        jsonData: { derivedFields: SERVICE_LINES.metadata.map(linkToLines) },
      },
    ],
  };
}

function dashboardProvider(): object {
  return {
    apiVersion: 1,
    providers: [
      {
        name: 'playcode',
        folder: 'PlayCode.gg',
        type: 'file',
        disableDeletion: true,
        allowUiUpdates: false,
        options: { path: '/etc/grafana/dashboards' },
      },
    ],
  };
}
