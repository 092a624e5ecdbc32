import type { MetricSpec } from './metrics.ts';

/** One series of a metric. */
interface Series {
  readonly labels: string;
  /** What was counted or set; of a histogram the sum. */
  value: number;
  /** Of a histogram: how many were within each bound and not within the one before; the last are beyond all. */
  readonly buckets: number[];
}

/**
 * One metric, by its labels. Hot paths only add to numbers here, which takes a part of what a general library needs
 * for a sample; a scrape makes text of them.
 */
export class Tally {
  readonly #name: string;
  readonly #spec: MetricSpec;
  readonly #labels: readonly string[];
  readonly #bounds: readonly number[];
  readonly #series = new Map<string, Series>();

  constructor(name: string, spec: MetricSpec) {
    this.#name = name;
    this.#spec = spec;
    this.#labels = Object.keys(spec.labels);
    this.#bounds = spec.buckets ?? [];
    const isKnown = Object.values(spec.labels).every((values) => values !== 'open');
    if (isKnown) for (const labels of related(spec, {})) this.#begin(labels);
  }

  add(labels: Readonly<Record<string, string>>, by: number): void {
    this.#of(labels).value += by;
  }

  set(labels: Readonly<Record<string, string>>, value: number): void {
    this.#of(labels).value = value;
  }

  observe(labels: Readonly<Record<string, string>>, value: number): void {
    const series = this.#of(labels);
    const bounds = this.#bounds;
    let bucket = 0;
    while (bucket < bounds.length && value > bounds[bucket]!) bucket += 1;
    series.buckets[bucket]! += 1;
    series.value += value;
  }

  /** All series in Prometheus' text format. */
  expose(): string {
    const lines = [`# HELP ${this.#name} ${this.#spec.help}`, `# TYPE ${this.#name} ${this.#spec.type}`];
    for (const series of this.#series.values()) {
      if (this.#spec.type === 'histogram') lines.push(...this.#histogram(series));
      else lines.push(`${this.#name}${braced(series.labels)} ${series.value}`);
    }
    return lines.join('\n');
  }

  #histogram({ labels, value, buckets }: Series): string[] {
    let count = 0;
    const lines = buckets.map((more, index) => {
      count += more;
      const bound = `le="${this.#bounds[index] ?? '+Inf'}"`;
      return `${this.#name}_bucket${braced(labels === '' ? bound : `${labels},${bound}`)} ${count}`;
    });
    const all = braced(labels);
    return [...lines, `${this.#name}_sum${all} ${value}`, `${this.#name}_count${all} ${count}`];
  }

  #of(labels: Readonly<Record<string, string>>): Series {
    const known = this.#series.get(this.#keyOf(labels));
    if (known !== undefined) return known;
    // Where a request was counted that went well, the first one that fails is to count as a rise.
    if (this.#spec.type === 'counter') for (const each of related(this.#spec, labels)) this.#begin(each);
    return this.#begin(labels);
  }

  #begin(labels: Readonly<Record<string, string>>): Series {
    const key = this.#keyOf(labels);
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const pairs = this.#labels.map((name) => `${name}="${escaped(labels[name]!)}"`);
    const buckets = this.#spec.type === 'histogram' ? [...this.#bounds, Infinity].map(() => 0) : [];
    const series = { labels: pairs.join(','), value: 0, buckets };
    this.#series.set(key, series);
    return series;
  }

  /** @throws Error if the labels are not those of the catalogue */
  #keyOf(labels: Readonly<Record<string, string>>): string {
    let given = 0;
    for (const _ in labels) given += 1;
    let key = '';
    for (const name of this.#labels) {
      const value = labels[name];
      if (value === undefined) given = -1;
      key = key === '' ? `${value}` : `${key}\n${value}`;
    }
    if (given === this.#labels.length) return key;
    throw new Error(`${this.#name}: found labels ${Object.keys(labels)}, expected ${this.#labels}`);
  }
}

/** Every combination of the values that are listed, with those of `labels` where none are. */
function related(
  spec: MetricSpec,
  labels: Readonly<Record<string, string>>,
): readonly Record<string, string>[] {
  let series: readonly Record<string, string>[] = [{}];
  for (const [label, values] of Object.entries(spec.labels)) {
    const listed = values === 'open' ? [labels[label]!] : values;
    series = series.flatMap((known) => listed.map((value) => ({ ...known, [label]: value })));
  }
  return series;
}

function braced(labels: string): string {
  return labels === '' ? '' : `{${labels}}`;
}

function escaped(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"');
}
