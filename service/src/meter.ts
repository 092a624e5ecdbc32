import { collectDefaultMetrics, Registry } from 'prom-client';
import { type LabelOf, LOOP_LOOK_SECONDS, METRICS, type MetricName, type MetricSpec } from './metrics.ts';
import { Tally } from './tally.ts';

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
  /** Node's own. */
  readonly #registry = new Registry();
  readonly #tallies: Readonly<Record<MetricName, Tally>>;

  constructor() {
    collectDefaultMetrics({
      register: this.#registry,
      eventLoopMonitoringPrecision: LOOP_LOOK_SECONDS * 1000,
    });
    const tallies = Object.entries<MetricSpec>(METRICS).map(([name, spec]) => [name, new Tally(name, spec)]);
    this.#tallies = Object.fromEntries(tallies) as Record<MetricName, Tally>;
  }

  count<M extends NamesOf<'counter'>>(name: M, labels: Labels<M>, by = 1): void {
    this.#tallies[name].add(labels, by);
  }

  set<M extends NamesOf<'gauge'>>(name: M, labels: Labels<M>, value: number): void {
    this.#tallies[name].set(labels, value);
  }

  observe<M extends NamesOf<'histogram'>>(name: M, labels: Labels<M>, value: number): void {
    this.#tallies[name].observe(labels, value);
  }

  /** Everything in Prometheus' text format, and its content type. */
  async expose(): Promise<{ readonly contentType: string; readonly body: string }> {
    const ours = Object.values(this.#tallies).map((tally) => tally.expose());
    const body = `${ours.join('\n')}\n${await this.#registry.metrics()}`;
    return { contentType: this.#registry.contentType, body };
  }
}
