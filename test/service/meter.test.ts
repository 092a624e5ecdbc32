import { describe, expect, it } from 'vitest';
import { Meter } from '../../service/src/meter.ts';
import { exposed } from './exposed.ts';

describe('a meter', () => {
  it('shows every series of known labels from the start, at zero', async () => {
    const values = await exposed(new Meter());
    expect(values.get('playcode_takeovers_total{reason="offered"}')).toBe(0);
    expect(values.get('playcode_takeovers_total{reason="orphaned"}')).toBe(0);
    expect(values.get('playcode_gap_fills_total')).toBe(0);
    expect(values.get('playcode_tick_gap_seconds_bucket{le="0.3"}')).toBe(0);
    expect([...values.keys()].filter((series) => series.startsWith('playcode_http'))).toEqual([]);
  });

  it('shows all that may become of a kind of request once one has come, so that its first failure counts as a rise', async () => {
    const meter = new Meter();
    meter.count('playcode_http_requests_total', { method: 'GET', route: '/api/me', status: '2xx' });
    const values = await exposed(meter);
    const of = (route: string, status: string): number | undefined =>
      values.get(`playcode_http_requests_total{method="GET",route="${route}",status="${status}"}`);
    expect(of('/api/me', '2xx')).toBe(1);
    expect(of('/api/me', '5xx')).toBe(0);
    expect(of('/api/you', '5xx')).toBeUndefined();
  });

  it('counts, sets and observes', async () => {
    const meter = new Meter();
    meter.count('playcode_joins_total', { outcome: 'joined' });
    meter.count('playcode_ticks_total', { outcome: 'missing' }, 7);
    meter.set('playcode_players', { kind: 'bot' }, 3);
    meter.observe('playcode_client_lag_ticks', {}, 4);
    const values = await exposed(meter);
    expect(values.get('playcode_joins_total{outcome="joined"}')).toBe(1);
    expect(values.get('playcode_ticks_total{outcome="missing"}')).toBe(7);
    expect(values.get('playcode_players{kind="bot"}')).toBe(3);
    expect(values.get('playcode_client_lag_ticks_bucket{le="3"}')).toBe(0);
    expect(values.get('playcode_client_lag_ticks_bucket{le="5"}')).toBe(1);
  });

  it('writes a histogram as Prometheus reads it: bounds that include what is below, a sum, a count', async () => {
    const meter = new Meter();
    const labels = { store: 'redis', operation: 'append' } as const;
    for (const seconds of [0.0005, 0.002, 7])
      meter.observe('playcode_query_duration_seconds', labels, seconds);
    const { body } = await meter.expose();
    const lines = body.split('\n').filter((line) => line.startsWith('playcode_query_duration_seconds'));
    const series = 'store="redis",operation="append"';
    expect(lines.slice(0, 3)).toEqual([
      `playcode_query_duration_seconds_bucket{${series},le="0.0005"} 1`,
      `playcode_query_duration_seconds_bucket{${series},le="0.001"} 1`,
      `playcode_query_duration_seconds_bucket{${series},le="0.0025"} 2`,
    ]);
    expect(lines.slice(-3)).toEqual([
      `playcode_query_duration_seconds_bucket{${series},le="+Inf"} 3`,
      `playcode_query_duration_seconds_sum{${series}} 7.0025`,
      `playcode_query_duration_seconds_count{${series}} 3`,
    ]);
  });

  it('escapes what a label says', async () => {
    const meter = new Meter();
    const route = 'a "quoted"\n\\ route';
    meter.count('playcode_http_requests_total', { method: 'GET', route, status: '2xx' });
    const { body } = await meter.expose();
    expect(body).toContain('route="a \\"quoted\\"\\n\\\\ route"');
  });

  it('also shows the heap and the event loop of Node', async () => {
    const values = await exposed(new Meter());
    for (const name of ['nodejs_heap_size_used_bytes', 'nodejs_eventloop_lag_p99_seconds'])
      expect(values.has(name), name).toBe(true);
  });

  it('takes no name, label or value that the catalogue does not list', () => {
    const meter = new Meter();
    // @ts-expect-error no such metric
    expect(() => meter.count('playcode_surprises_total', {})).toThrow();
    // @ts-expect-error no such label
    expect(() => meter.count('playcode_joins_total', { outcome: 'joined', room: 'ABC123' })).toThrow();
    // @ts-expect-error no such value of the label
    meter.count('playcode_joins_total', { outcome: 'perhaps' });
  });
});
