import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { WORKLOADS } from '../../lib/names.ts';
import { board } from './panel.ts';
import { quantile, rate, series, sum } from './promql.ts';

const app = { job: WORKLOADS.app } as const;

/** What players feel: requests, sockets, rooms, ticks, sign-ins, and the runtime beneath. */
export function application(): Dashboard {
  return board({
    uid: 'application',
    title: 'Application',
    rows: {
      Now: [
        {
          title: 'WebSocket connections',
          unit: 'short',
          as: 'number',
          width: 6,
          queries: { open: sum('playcode_websocket_connections') },
        },
        {
          title: 'Game sessions',
          unit: 'short',
          as: 'number',
          width: 6,
          queries: { rooms: sum('playcode_rooms') },
        },
        {
          title: 'Players',
          unit: 'short',
          as: 'number',
          width: 6,
          queries: { '{{kind}}': sum('playcode_players', { by: ['kind'] }) },
        },
        {
          title: 'Tick gap, p99',
          description: 'Time between two ticks of a live room as its sockets saw them. A tick is 0.15 s.',
          unit: 's',
          as: 'number',
          width: 6,
          queries: { p99: quantile(0.99, 'playcode_tick_gap_seconds') },
        },
      ],
      HTTP: [
        {
          title: 'Request rate',
          unit: 'reqps',
          queries: { '{{status}}': rate('playcode_http_requests_total', { by: ['status'] }) },
        },
        {
          title: 'Request rate by route',
          unit: 'reqps',
          queries: {
            '{{method}} {{route}}': rate('playcode_http_requests_total', { by: ['method', 'route'] }),
          },
        },
        { title: 'Latency', unit: 's', queries: percentiles('playcode_http_request_duration_seconds') },
      ],
      Play: [
        {
          title: 'WebSocket connections by pod',
          unit: 'short',
          queries: { '{{pod}}': sum('playcode_websocket_connections', { by: ['pod'] }) },
        },
        {
          title: 'Closed by the service',
          unit: 'ops',
          queries: { '{{reason}}': rate('playcode_websocket_closes_total', { by: ['reason'] }) },
        },
        { title: 'Rooms', unit: 'short', queries: { '{{size}}': sum('playcode_rooms', { by: ['size'] }) } },
        {
          title: 'Players',
          unit: 'short',
          queries: { '{{kind}}': sum('playcode_players', { by: ['kind'] }) },
        },
        {
          title: 'Matches ended',
          unit: 'ops',
          queries: { '{{outcome}}': rate('playcode_matches_total', { by: ['outcome'] }) },
        },
        { title: 'Tick gap', unit: 's', queries: percentiles('playcode_tick_gap_seconds') },
        { title: 'Time of a step', unit: 's', queries: percentiles('playcode_tick_step_seconds') },
        { title: 'Input to tick', unit: 's', queries: percentiles('playcode_input_age_seconds') },
        {
          title: 'Inputs',
          unit: 'ops',
          queries: { '{{outcome}}': rate('playcode_inputs_total', { by: ['outcome'] }) },
        },
        {
          title: 'Resyncs',
          unit: 'ops',
          queries: { '{{reason}}': rate('playcode_resyncs_total', { by: ['reason'] }) },
        },
      ],
      'Sign-in': [
        {
          title: 'Sign-ins tried',
          unit: 'ops',
          width: 24,
          queries: {
            '{{provider}} {{outcome}}': rate('playcode_auth_attempts_total', { by: ['provider', 'outcome'] }),
          },
        },
      ],
      Runtime: [
        {
          title: 'Heap',
          unit: 'bytes',
          queries: {
            'used {{pod}}': series('nodejs_heap_size_used_bytes', app),
            'total {{pod}}': series('nodejs_heap_size_total_bytes', app),
          },
        },
        {
          title: 'Event loop lag',
          unit: 's',
          queries: {
            'p50 {{pod}}': series('nodejs_eventloop_lag_p50_seconds', app),
            'p99 {{pod}}': series('nodejs_eventloop_lag_p99_seconds', app),
          },
        },
        {
          title: 'Resident memory',
          unit: 'bytes',
          queries: { '{{pod}}': series('process_resident_memory_bytes', app) },
        },
      ],
    },
  });
}

function percentiles(metric: Parameters<typeof quantile>[1]): Record<string, string> {
  return { p50: quantile(0.5, metric), p95: quantile(0.95, metric), p99: quantile(0.99, metric) };
}
