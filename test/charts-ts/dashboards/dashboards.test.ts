import { describe, expect, it } from 'vitest';
import { dashboards } from '../../../charts-ts/index.ts';

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly targets?: readonly { readonly expr: string; readonly refId: string }[];
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

const boards = dashboards().map((board) => ({
  title: String(board.title),
  panels: (board.panels ?? []) as unknown as readonly Panel[],
}));

/** The customer's list: what each dashboard must show, and a metric that shows it. */
const ASKED: Readonly<Record<string, readonly (readonly [string, RegExp])[]>> = {
  Application: [
    ['HTTP rate', /rate\(playcode_http_requests_total/],
    ['latency p50', /histogram_quantile\(0\.5, .*playcode_http_request_duration_seconds_bucket/],
    ['latency p95', /histogram_quantile\(0\.95, .*playcode_http_request_duration_seconds_bucket/],
    ['latency p99', /histogram_quantile\(0\.99, .*playcode_http_request_duration_seconds_bucket/],
    ['WebSocket connections', /playcode_websocket_connections/],
    ['game sessions', /playcode_rooms/],
    ['players', /playcode_players/],
    ['auth attempts', /playcode_auth_attempts_total/],
    ['Node heap', /nodejs_heap_size_used_bytes/],
    ['event loop', /nodejs_eventloop_lag_p99_seconds/],
  ],
  Infrastructure: [
    ['pod CPU', /container_cpu_usage_seconds_total/],
    ['pod memory', /container_memory_working_set_bytes/],
    ['restarts', /kube_pod_container_status_restarts_total/],
    ['HPA replicas', /kube_horizontalpodautoscaler_status_current_replicas/],
    ['network I/O', /container_network_receive_bytes_total/],
    ['disk', /kubelet_volume_stats_available_bytes/],
    ['node resources', /node_memory_MemAvailable_bytes/],
  ],
  Database: [
    ['Mongo connections', /mongodb_ss_connections/],
    ['Mongo op rate', /rate\(mongodb_ss_opcounters/],
    ['Mongo memory', /mongodb_ss_mem_resident/],
    ['Mongo storage', /mongodb_dbstats_storageSize/],
    ['Redis memory', /redis_memory_used_bytes/],
    ['Redis connections', /redis_connected_clients/],
    ['Redis command rate', /rate\(redis_commands_total/],
    ['Redis hit rate', /redis_keyspace_hits_total.*redis_keyspace_misses_total/],
    ['app query latency', /playcode_query_duration_seconds/],
  ],
};

describe.each(boards)('$title', ({ title, panels }) => {
  const queries = panels.flatMap((panel) => panel.targets ?? []).map((target) => target.expr);

  it('shows all that was asked for', () => {
    for (const [what, pattern] of ASKED[title] ?? []) {
      expect(
        queries.some((query) => pattern.test(query)),
        what,
      ).toBe(true);
    }
    expect(ASKED[title]).toBeDefined();
  });

  it('has panels that neither overlap nor leave the grid', () => {
    const cells = new Set<string>();
    for (const { title: name, gridPos } of panels) {
      expect(gridPos.x + gridPos.w, name).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(cells.has(`${x}/${y}`), `${name} at ${x}/${y}`).toBe(false);
          cells.add(`${x}/${y}`);
        }
      }
    }
  });
});
