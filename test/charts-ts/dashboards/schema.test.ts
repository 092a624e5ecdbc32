import { describe, expect, it } from 'vitest';
import { dashboards, imagesOf } from '../../../charts-ts/index.ts';
import { production } from '../../../lib/environment.ts';
import { GrafanaSchema } from './grafana-schema.ts';

interface Panel {
  readonly type: 'row' | 'timeseries' | 'stat' | 'logs';
  readonly title: string;
  readonly options?: unknown;
  readonly fieldConfig?: { readonly defaults: { readonly custom?: unknown } };
  readonly targets?: readonly object[];
}

const schema = new GrafanaSchema();

/** Fields that the schema leaves out and that do no harm. By hand, each with its reason. */
const BESIDE: readonly RegExp[] = [
  // The SDK writes defaults of every kind of variable to each.
  /^Dashboard\.templating\.list\[\d\]\.auto(_min|_count)?: unknown$/,
  // The SDK is made for a later Grafana, too; an earlier one passes over it.
  /^Dashboard\.(annotations\.list|links)\[\d\]\.placement: unknown$/,
  // The Prometheus data source's own fields of an annotation.
  /^Dashboard\.annotations\.list\[\d\]\.(expr|step|titleFormat): unknown$/,
];

function errorsOf(board: unknown): readonly string[] {
  const errors = schema.errors('dashboard', 'Dashboard', board);
  return errors.filter((error) => !BESIDE.some((pattern) => pattern.test(error)));
}

/** The dashboards as Grafana reads them. */
const boards = JSON.parse(JSON.stringify(dashboards())) as readonly {
  readonly title: string;
  readonly panels: readonly Panel[];
}[];

describe('Grafana’s own schema', () => {
  it('is of the version that the charts run', () => {
    expect(imagesOf(production).grafana).toBe(`docker.io/grafana/grafana:${schema.version}`);
  });

  it.each(boards)('knows every field of $title', (board) => {
    expect(errorsOf(board)).toEqual([]);
  });

  it.each(boards)('knows every option of the panels of $title', ({ panels }) => {
    const errors = panels.flatMap(({ type, title, options, fieldConfig, targets = [] }) => {
      if (type === 'row') return [];
      const custom = fieldConfig?.defaults.custom;
      return [
        ...(options === undefined ? [] : schema.errors(type, 'Options', options)),
        ...(custom === undefined || type !== 'timeseries' ? [] : schema.errors(type, 'FieldConfig', custom)),
        ...(type === 'logs'
          ? targets.flatMap((target) => schema.errors('loki', 'LokiDataQuery', target))
          : []),
      ].map((error) => `${title}: ${error}`);
    });
    expect(errors).toEqual([]);
  });

  it('leaves out what is written down here, and nothing of that needlessly', () => {
    const all = boards.flatMap((board) => schema.errors('dashboard', 'Dashboard', board));
    for (const pattern of BESIDE)
      expect(
        all.some((error) => pattern.test(error)),
        String(pattern),
      ).toBe(true);
  });

  it('would not take a field that is unknown, missing, or of another kind', () => {
    const [{ panels, ...board }] = boards as [(typeof boards)[number]];
    const errors = (change: object) => errorsOf(JSON.parse(JSON.stringify({ ...board, panels, ...change })));
    expect(errors({ colour: 'red' })).toEqual(['Dashboard.colour: unknown']);
    expect(errors({ schemaVersion: undefined })).toEqual(['Dashboard.schemaVersion: missing']);
    expect(errors({ graphTooltip: 7 })[0]).toMatch(/^Dashboard\.graphTooltip: found 7, expected/);
    const [row, panel] = panels;
    expect(errors({ panels: [row, { ...panel, gridPos: { x: 0, y: 0, w: '4', h: 4 } }] })[0]).toMatch(
      /^Dashboard\.panels\[1\]\.gridPos\.w: found "4", expected number$/,
    );
  });
});
