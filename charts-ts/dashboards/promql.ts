import type { LabelOf, METRICS, MetricName } from '../../service/src/metrics.ts';
import type { EXPORTER_METRICS } from './exporter-metrics.ts';
import type { RECORDED_METRICS } from './recorded-metrics.ts';

type ExporterMetric = keyof typeof EXPORTER_METRICS;

type RecordedMetric = keyof typeof RECORDED_METRICS;

/** A metric that somebody is known to emit. */
export type KnownMetric = MetricName | ExporterMetric | RecordedMetric;

/** A histogram of the service. */
export type HistogramName = {
  [M in MetricName]: (typeof METRICS)[M]['type'] extends 'histogram' ? M : never;
}[MetricName];

/** Labels that the scrape adds to everything. */
type TargetLabel = 'job' | 'namespace' | 'pod' | 'node' | 'instance';

/** Labels that a metric may be read by. */
type Label<M extends KnownMetric> =
  | TargetLabel
  | (M extends MetricName ? LabelOf<M> : never)
  | (M extends ExporterMetric ? (typeof EXPORTER_METRICS)[M][number] : never)
  | (M extends RecordedMetric ? (typeof RECORDED_METRICS)[M][number] : never);

/** Conditions on labels: a value, or a condition with its operator (`=~"a|b"`). */
export type Where<M extends KnownMetric> = Readonly<Partial<Record<Label<M>, string>>>;

/** What a query may narrow or keep. */
interface Shape<M extends KnownMetric> {
  readonly where?: Where<M>;
  readonly by?: readonly Label<M>[];
}

/** The series of a metric. */
export function series<M extends KnownMetric>(metric: M, where?: Where<M>): string {
  return `${metric}${selector(where ?? {})}`;
}

/** The sum of a metric over everything but the labels kept. */
export function sum<M extends KnownMetric>(metric: M, shape: Shape<M> = {}): string {
  return `sum${keeping(shape.by)}(${series(metric, shape.where)})`;
}

/** How fast a counter grows each second. @param window Range it is measured over; a dashboard's own by default. */
export function rate<M extends KnownMetric>(
  metric: M,
  shape: Shape<M> & { readonly window?: string } = {},
): string {
  return `sum${keeping(shape.by)}(rate(${series(metric, shape.where)}[${shape.window ?? '$__rate_interval'}]))`;
}

/** By how much a counter has grown in a window. */
export function increase<M extends KnownMetric>(metric: M, window: string, shape: Shape<M> = {}): string {
  return `sum${keeping(shape.by)}(increase(${series(metric, shape.where)}[${window}]))`;
}

/** A quantile of a histogram of the service. */
export function quantile<M extends HistogramName>(
  q: number,
  metric: M,
  shape: Shape<M> & { readonly window?: string } = {},
): string {
  const by = ['le', ...(shape.by ?? [])].join(', ');
  const buckets = `${metric}_bucket${selector(shape.where ?? {})}`;
  return `histogram_quantile(${q}, sum by (${by}) (rate(${buckets}[${shape.window ?? '$__rate_interval'}])))`;
}

/** The median and the two tails of a histogram, by their names. */
export function quantiles<M extends HistogramName>(metric: M, where: Where<M>): Record<string, string> {
  return Object.fromEntries(
    [0.5, 0.95, 0.99].map((q) => [`p${q * 100}`, quantile(q, metric, { where })] as const),
  );
}

function selector(where: Readonly<Record<string, string | undefined>>): string {
  const parts = Object.entries(where).map(([label, value]) =>
    /^(=~|!~|!=)/.test(value ?? '') ? `${label}${value}` : `${label}="${value}"`,
  );
  return parts.length > 0 ? `{${parts.join(', ')}}` : '';
}

function keeping(labels: readonly string[] | undefined): string {
  return labels && labels.length > 0 ? ` by (${labels.join(', ')}) ` : '';
}
