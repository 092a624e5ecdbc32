import { describe, expect, it } from 'vitest';
import { increase, quantile, quantiles, rate, series, sum } from '../../../charts-ts/dashboards/promql.ts';

describe('queries', () => {
  it('are written from names and labels', () => {
    expect(series('redis_up')).toBe('redis_up');
    expect(series('node_cpu_seconds_total', { mode: 'idle' })).toBe('node_cpu_seconds_total{mode="idle"}');
    expect(sum('playcode_players', { where: { kind: '!="bot"' }, by: ['kind'] })).toBe(
      'sum by (kind) (playcode_players{kind!="bot"})',
    );
    expect(rate('playcode_matches_total', { window: '5m' })).toBe('sum(rate(playcode_matches_total[5m]))');
    expect(quantile(0.95, 'playcode_query_duration_seconds', { by: ['store'] })).toBe(
      'histogram_quantile(0.95, sum by (le, store) (rate(playcode_query_duration_seconds_bucket[$__rate_interval])))',
    );
    expect(increase('playcode_takeovers_total', '15m', { by: ['reason'] })).toBe(
      'sum by (reason) (increase(playcode_takeovers_total[15m]))',
    );
    expect(Object.keys(quantiles('playcode_tick_gap_seconds', {}))).toEqual(['p50', 'p95', 'p99']);
  });

  it('about something that nobody emits do not compile', () => {
    // @ts-expect-error no such metric
    expect(series('playcode_rooms_total')).toBe('playcode_rooms_total');
    // @ts-expect-error no such label of this metric
    expect(sum('playcode_rooms', { by: ['colour'] })).toContain('colour');
    // @ts-expect-error a counter has no quantiles
    expect(quantile(0.5, 'playcode_inputs_total')).toContain('inputs');
  });
});
