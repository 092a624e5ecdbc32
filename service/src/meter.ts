import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { type LabelOf, METRICS, type MetricName, type MetricSpec } from './metrics.ts';

/** Names of the catalogue's metrics of one type. */
type NamesOf<T extends MetricSpec['type']> = {
  [M in MetricName]: (typeof METRICS)[M]['type'] extends T ? M : never;
}[MetricName];

type Labels<M extends MetricName> = Readonly<Record<LabelOf<M>, string | number>>;

/** Counts and measures what the catalogue declares, and nothing else; also Node's own heap and event loop. */
export class Meter {
  readonly #registry = new Registry();
  readonly #counters = new Map<string, Counter>();
  readonly #gauges = new Map<string, Gauge>();
  readonly #histograms = new Map<string, Histogram>();

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
    for (const [name, spec] of Object.entries<MetricSpec>(METRICS)) {
      const options = { name, help: spec.help, labelNames: [...spec.labels], registers: [this.#registry] };
      if (spec.type === 'counter') this.#counters.set(name, new Counter(options));
      else if (spec.type === 'gauge') this.#gauges.set(name, new Gauge(options));
      else this.#histograms.set(name, new Histogram({ ...options, buckets: [...(spec.buckets ?? [])] }));
    }
  }

  count<M extends NamesOf<'counter'>>(name: M, labels: Labels<M>): void {
    this.#counters.get(name)!.inc(labels);
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
}
