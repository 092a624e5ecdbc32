import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dashboards, ruleGroups } from '../../charts-ts/index.ts';
import { METRICS, type MetricSpec } from '../../service/src/metrics.ts';

/** Where metrics may be counted and observed. */
const SOURCES = 'service/src';
const source = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && file !== 'metrics.ts')
  .map((file) => readFileSync(join(SOURCES, file), 'utf8'))
  .join('\n');

/** Every query of the dashboards, alerts and recordings. */
const queries = JSON.stringify([dashboards(), ruleGroups()]);

const metrics = Object.entries<MetricSpec>(METRICS);

describe('the catalogue of metrics', () => {
  it.each(metrics)('%s is emitted by the service', (name) => {
    expect(
      source.includes(`'${name}'`),
      `${name} is declared in service/src/metrics.ts, and nothing in service/src counts, sets or observes it.`,
    ).toBe(true);
  });

  it.each(metrics)('%s is used by a panel or an alert', (name) => {
    expect(
      new RegExp(`\\b${name}(_bucket|_sum|_count)?\\b`).test(queries),
      `${name} is emitted, and nobody looks at it: add a panel to charts-ts/dashboards/, an alert to charts-ts/alerts/ (with its case and its section of a runbook), or remove it.`,
    ).toBe(true);
  });

  it.each(metrics)('%s has a name and labels as Prometheus wants them', (name, { type, labels, buckets }) => {
    expect(name).toMatch(/^playcode_[a-z_]+$/);
    expect(name.endsWith('_total'), 'counters, and they alone, end in _total').toBe(type === 'counter');
    expect(buckets !== undefined, 'histograms, and they alone, have buckets').toBe(type === 'histogram');
    expect([...(buckets ?? [])]).toEqual([...(buckets ?? [])].sort((a, b) => a - b));
    for (const label of Object.keys(labels))
      expect(label, 'an id would make a series for each').not.toMatch(/room|player|person|match|path|id$/);
  });

  it('has few series of each metric', () => {
    for (const [name, { labels, buckets = [] }] of metrics) {
      const known = Object.values(labels).filter((values) => values !== 'open') as string[][];
      const series = known.reduce((product, values) => product * values.length, buckets.length + 3);
      expect(series, name).toBeLessThan(60);
    }
  });

  it('is as long as this', () => {
    const emitted = metrics.filter(([name]) => source.includes(`'${name}'`)).length;
    const used = metrics.filter(([name]) => queries.includes(name)).length;
    console.log(
      `metrics declared ${metrics.length}, emitted ${emitted}, used by a panel or an alert ${used}`,
    );
    expect([emitted, used]).toEqual([metrics.length, metrics.length]);
  });
});
