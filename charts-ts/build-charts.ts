import type { App } from 'cdk8s';
import type { Environment } from '../lib/environment.ts';
import { checkEnvironment } from '../lib/environment-check.ts';
import { NAMESPACES } from '../lib/names.ts';
import { IngressNginxChart } from './charts/ingress-nginx.ts';
import { MonitoringChart } from './charts/monitoring.ts';
import { PlatformChart } from './charts/platform.ts';
import { PlaycodeChart } from './charts/playcode.ts';
import { flowTable } from './flows.ts';
import { type Images, imagesOf } from './images.ts';
import { objectsOf, validateObjects } from './validation/index.ts';

/**
 * The Kubernetes half of one environment: the chart of cluster objects, which an administrator applies, and a chart for
 * each namespace. What is wrong with them stops the synthesis.
 * @param images @default the environment's own
 */
export function buildCharts(
  app: App,
  environment: Environment,
  images: Images = imagesOf(environment),
): void {
  checkEnvironment(environment);
  new PlatformChart(app, 'platform', { environment });
  new PlaycodeChart(app, NAMESPACES.app, { environment, images });
  new MonitoringChart(app, NAMESPACES.monitoring, { environment, images });
  new IngressNginxChart(app, NAMESPACES.ingress, { environment });
  app.node.addValidation({ validate: () => validateObjects(objectsOf(app), flowTable(environment.choices)) });
}
