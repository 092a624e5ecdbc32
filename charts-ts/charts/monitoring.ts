import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Environment } from '../../lib/environment.ts';
import { NAMESPACES } from '../../lib/names.ts';
import { Alertmanager } from '../constructs/alertmanager.ts';
import { ExternalSecrets } from '../constructs/external-secrets.ts';
import { Grafana } from '../constructs/grafana.ts';
import { KubeStateMetrics } from '../constructs/kube-state-metrics.ts';
import { LogAgent } from '../constructs/log-agent.ts';
import { Loki } from '../constructs/loki.ts';
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
    super(scope, id, { namespace, disableResourceNameHashes: true });
    const { environment, images } = props;
    new ZeroTrust(this, 'zero-trust', { namespace, environment });
    new ExternalSecrets(this, 'secrets', { namespace, environment });
    new Prometheus(this, 'prometheus', { environment, image: images.prometheus });
    new Alertmanager(this, 'alertmanager', { environment, image: images.alertmanager });
    new Grafana(this, 'grafana', {
      image: images.grafana,
      language: environment.choices?.dashboardLanguage ?? 'en',
    });
    new Loki(this, 'loki', { image: images.loki });
    new LogAgent(this, 'log-agent', { environment, images });
    new KubeStateMetrics(this, 'kube-state-metrics', { image: images.kubeStateMetrics });
    new NodeExporter(this, 'node-exporter', { image: images.nodeExporter });
  }
}
