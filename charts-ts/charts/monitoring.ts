import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Environment } from '../../lib/environment.ts';
import { bucketName, NAMESPACES, roleArn, workloadRoleName } from '../../lib/names.ts';
import { Alertmanager } from '../constructs/alertmanager.ts';
import { ExternalSecrets } from '../constructs/external-secrets.ts';
import { Grafana } from '../constructs/grafana.ts';
import { KubeStateMetrics } from '../constructs/kube-state-metrics.ts';
import { CHART_LABELS } from '../constructs/labels.ts';
import { LogAgent } from '../constructs/log-agent.ts';
import { Loki, type LokiBucket } from '../constructs/loki.ts';
import { NodeExporter } from '../constructs/node-exporter.ts';
import { Prometheus } from '../constructs/prometheus.ts';
import { ZeroTrust } from '../constructs/zero-trust.ts';
import type { Images } from '../images.ts';

/** What watches the game: metrics, logs, dashboards, alerts. */
export class MonitoringChart extends Chart {
  constructor(
    scope: Construct,
    id: string,
    props: { readonly environment: Environment; readonly images: Images },
  ) {
    const namespace = NAMESPACES.monitoring;
    super(scope, id, { namespace, disableResourceNameHashes: true, labels: CHART_LABELS });
    const { environment, images } = props;
    new ZeroTrust(this, 'zero-trust', { namespace, environment });
    new ExternalSecrets(this, 'secrets', { namespace, environment });
    new Prometheus(this, 'prometheus', { environment, image: images.prometheus });
    new Alertmanager(this, 'alertmanager', { environment, image: images.alertmanager });
    new Grafana(this, 'grafana', {
      image: images.grafana,
      language: environment.choices?.dashboardLanguage ?? 'en',
    });
    new Loki(this, 'loki', {
      image: images.loki,
      ...(environment.choices?.logStorage === 's3' ? { s3: bucketOf(environment) } : {}),
    });
    new LogAgent(this, 'log-agent', { environment, images });
    new KubeStateMetrics(this, 'kube-state-metrics', { image: images.kubeStateMetrics });
    new NodeExporter(this, 'node-exporter', { image: images.nodeExporter });
  }
}

/** The bucket that the AWS half makes for log lines, and the role that may use it. */
function bucketOf({ name, account, region }: Environment): LokiBucket {
  return {
    bucket: bucketName(name, account, 'loki'),
    region,
    roleArn: roleArn(account, workloadRoleName(name, 'loki')),
  };
}
