import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { NAMESPACES, WORKLOADS } from '../../lib/names.ts';
import { board } from './board.ts';
import { quantile, rate, series } from './promql.ts';
import type { Language } from './text.ts';

/** Databases that the reader has chosen. */
const chosen = '=~"$database"';

/** MongoDB and Redis as their exporters see them, and as the app feels them. */
export function database(language: Language): Dashboard {
  return board(
    {
      uid: 'database',
      title: { en: 'Database', ko: '데이터베이스' },
      variables: [
        {
          name: 'database',
          title: { en: 'Database', ko: '데이터베이스' },
          of: series('mongodb_dbstats_dataSize'),
        },
      ],
      rows: [
        {
          title: { en: 'Now', ko: '지금' },
          panels: [
            {
              title: { en: 'MongoDB answers', ko: 'MongoDB 응답' },
              unit: 'bool_yes_no',
              as: 'number',
              width: 6,
              limits: { watch: 1, bad: 0.5 },
              queries: { up: series('mongodb_up') },
            },
            {
              title: { en: 'Redis answers', ko: 'Redis 응답' },
              unit: 'bool_yes_no',
              as: 'number',
              width: 6,
              limits: { watch: 1, bad: 0.5 },
              queries: { up: series('redis_up') },
            },
            {
              title: { en: 'Redis writes its file', ko: 'Redis 파일 기록' },
              unit: 'bool_yes_no',
              as: 'number',
              width: 6,
              limits: { watch: 1, bad: 0.5 },
              queries: { written: series('redis_aof_last_write_status') },
            },
            {
              title: { en: 'Redis memory, used', ko: 'Redis 메모리 사용률' },
              unit: 'percentunit',
              as: 'number',
              width: 6,
              limits: { watch: 0.7, bad: 0.8 },
              queries: {
                used: `${series('redis_memory_used_bytes')} / (${series('redis_memory_max_bytes')} > 0)`,
              },
            },
          ],
        },
        {
          title: { en: 'MongoDB', ko: 'MongoDB' },
          panels: [
            {
              title: { en: 'Connections', ko: '연결' },
              unit: 'short',
              queries: {
                '{{conn_type}}': series('mongodb_ss_connections', { conn_type: '=~"current|active"' }),
              },
            },
            {
              title: { en: 'Operations', ko: '작업' },
              unit: 'ops',
              queries: { '{{legacy_op_type}}': rate('mongodb_ss_opcounters', { by: ['legacy_op_type'] }) },
            },
            {
              title: { en: 'Resident memory', ko: '상주 메모리' },
              description: { en: 'As MongoDB reports it, in MiB.', ko: 'MongoDB가 MiB 단위로 알려 준 값.' },
              unit: 'bytes',
              queries: { resident: `${series('mongodb_ss_mem_resident')} * 1048576` },
            },
            {
              title: { en: 'Storage', ko: '저장 공간' },
              unit: 'bytes',
              width: 24,
              queries: {
                'data {{database}}': series('mongodb_dbstats_dataSize', { database: chosen }),
                'stored {{database}}': series('mongodb_dbstats_storageSize', { database: chosen }),
                'indexes {{database}}': series('mongodb_dbstats_indexSize', { database: chosen }),
              },
            },
          ],
        },
        {
          title: { en: 'Redis', ko: 'Redis' },
          panels: [
            {
              title: { en: 'Memory', ko: '메모리' },
              unit: 'bytes',
              queries: { used: series('redis_memory_used_bytes'), most: series('redis_memory_max_bytes') },
            },
            {
              title: { en: 'Redis connections', ko: 'Redis 연결' },
              unit: 'short',
              queries: { clients: series('redis_connected_clients') },
            },
            {
              title: { en: 'Commands', ko: '명령' },
              unit: 'ops',
              queries: {
                '{{cmd}}': rate('redis_commands_total', { by: ['cmd'] }),
                all: rate('redis_commands_processed_total'),
              },
            },
            {
              title: { en: 'Hit rate', ko: '적중률' },
              unit: 'percentunit',
              width: 12,
              queries: {
                hits: `${rate('redis_keyspace_hits_total')} / (${rate('redis_keyspace_hits_total')} + ${rate('redis_keyspace_misses_total')})`,
              },
            },
            {
              title: { en: 'Refused and thrown out', ko: '거절과 축출' },
              description: {
                en: 'Both are to be none: Redis is told never to evict.',
                ko: '둘 다 0이어야 한다. Redis는 키를 축출하지 않도록 설정되어 있다.',
              },
              unit: 'ops',
              width: 12,
              queries: {
                'connections refused': rate('redis_rejected_connections_total'),
                'keys evicted': rate('redis_evicted_keys_total'),
              },
            },
          ],
        },
        {
          title: { en: 'As the app sees them', ko: '앱이 느끼는 속도' },
          panels: [
            {
              title: { en: 'Query latency, p95', ko: '질의 시간, p95' },
              unit: 's',
              width: 12,
              limits: { watch: 0.05, bad: 0.25 },
              queries: { '{{store}}': quantile(0.95, 'playcode_query_duration_seconds', { by: ['store'] }) },
            },
            {
              title: { en: 'Query latency by operation, p99', ko: '작업별 질의 시간, p99' },
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
        {
          title: { en: 'Logs', ko: '로그' },
          panels: [
            {
              title: { en: 'MongoDB, warnings and errors', ko: 'MongoDB 경고와 오류' },
              lines: `{namespace="${NAMESPACES.app}", app="${WORKLOADS.mongo}"} | json | s=~"[WEF]"`,
            },
            {
              title: { en: 'Redis', ko: 'Redis' },
              lines: `{namespace="${NAMESPACES.app}", app="${WORKLOADS.redis}"}`,
            },
          ],
        },
      ],
    },
    language,
  );
}
