import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { type LabelOf, METRICS, type MetricName, type MetricSpec } from './metrics.ts';

/** Names of the catalogue's metrics of one type. */
type NamesOf<T extends MetricSpec['type']> = {
  [M in MetricName]: (typeof METRICS)[M]['type'] extends T ? M : never;
}[MetricName];

/** What a label may say: one of the values that the catalogue lists. */
type ValueOf<T> = T extends readonly (infer V extends string)[] ? V : string;

type Labels<M extends MetricName> = {
  readonly [L in LabelOf<M>]: ValueOf<(typeof METRICS)[M]['labels'][L & keyof (typeof METRICS)[M]['labels']]>;
};

/** Counts and measures what the catalogue declares, and nothing else; also Node's own heap and event loop. */
export class Meter {
  readonly #registry = new Registry();
  readonly #counters = new Map<string, Counter>();
  readonly #gauges = new Map<string, Gauge>();
  readonly #histograms = new Map<string, Histogram>();

  constructor() {
    collectDefaultMetrics({ register: this.#registry, eventLoopMonitoringPrecision: 50 });
    for (const [name, spec] of Object.entries<MetricSpec>(METRICS)) this.#declare(name, spec);
  }

  count<M extends NamesOf<'counter'>>(name: M, labels: Labels<M>, by = 1): void {
    this.#counters.get(name)!.inc(labels, by);
  }

  set<M extends NamesOf<'gauge'>>(name: M, labels: Labels<M>, value: number): void {
    this.#gauges.get(name)!.set(labels, value);
  }

  observe<M extends NamesOf<'histogram'>>(name: M, labels: Labels<M>, value: number): void {
    this.#histograms.get(name)!.observe(labels, value);
  }

  /** Everything in Prometheus' text format, and its content type. */
  async expose(): Promise<{ readonly contentType: string; readonly body: string }> {
    return { contentType: this.#registry.contentType, body: await this.#registry.metrics() };
  }

  #declare(name: string, spec: MetricSpec): void {
    const labelNames = Object.keys(spec.labels);
    const options = { name, help: spec.help, labelNames, registers: [this.#registry] };
    if (spec.type === 'gauge') this.#gauges.set(name, new Gauge(options));
    else if (spec.type === 'counter') {
      const counter = new Counter(options);
      for (const labels of knownSeries(spec)) counter.inc(labels, 0);
      this.#counters.set(name, counter);
    } else {
      const histogram = new Histogram({ ...options, buckets: [...(spec.buckets ?? [])] });
      for (const labels of knownSeries(spec)) histogram.zero(labels);
      this.#histograms.set(name, histogram);
    }
  }
}

/** Every combination of label values, if all of them are known. */
function knownSeries({ labels }: MetricSpec): readonly Record<string, string>[] {
  let series: readonly Record<string, string>[] = [{}];
  for (const [label, values] of Object.entries(labels)) {
    if (values === 'open') return [];
    series = series.flatMap((known) => values.map((value) => ({ ...known, [label]: value })));
  }
  return series;
}
