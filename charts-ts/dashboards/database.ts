import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { board } from './panel.ts';
import { quantile, rate, series } from './promql.ts';

/** MongoDB and Redis as their exporters see them, and as the app feels them. */
export function database(): Dashboard {
  return board({
    uid: 'database',
    title: 'Database',
    rows: {
      MongoDB: [
        {
          title: 'Connections',
          unit: 'short',
          queries: { '{{conn_type}}': series('mongodb_ss_connections', { conn_type: '=~"current|active"' }) },
        },
        {
          title: 'Operations',
          unit: 'ops',
          queries: { '{{legacy_op_type}}': rate('mongodb_ss_opcounters', { by: ['legacy_op_type'] }) },
        },
        {
          title: 'Resident memory',
          description: 'As MongoDB reports it, in MiB.',
          unit: 'bytes',
          queries: { resident: `${series('mongodb_ss_mem_resident')} * 1048576` },
        },
        {
          title: 'Storage',
          unit: 'bytes',
          width: 24,
          queries: {
            'data {{database}}': series('mongodb_dbstats_dataSize'),
            'stored {{database}}': series('mongodb_dbstats_storageSize'),
            'indexes {{database}}': series('mongodb_dbstats_indexSize'),
          },
        },
      ],
      Redis: [
        {
          title: 'Memory',
          unit: 'bytes',
          queries: { used: series('redis_memory_used_bytes'), most: series('redis_memory_max_bytes') },
        },
        { title: 'Connections', unit: 'short', queries: { clients: series('redis_connected_clients') } },
        {
          title: 'Commands',
          unit: 'ops',
          queries: { '{{cmd}}': rate('redis_commands_total', { by: ['cmd'] }) },
        },
        {
          title: 'Hit rate',
          unit: 'percentunit',
          width: 24,
          queries: {
            hits: `${rate('redis_keyspace_hits_total')} / (${rate('redis_keyspace_hits_total')} + ${rate('redis_keyspace_misses_total')})`,
          },
        },
      ],
      'As the app sees them': [
        {
          title: 'Query latency, p95',
          unit: 's',
          width: 12,
          queries: { '{{store}}': quantile(0.95, 'playcode_query_duration_seconds', { by: ['store'] }) },
        },
        {
          title: 'Query latency by operation, p99',
          unit: 's',
          width: 12,
          queries: {
            '{{store}} {{operation}}': quantile(0.99, 'playcode_query_duration_seconds', {
              by: ['store', 'operation'],
            }),
          },
        },
      ],
    },
  });
}
