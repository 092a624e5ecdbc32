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

describe('in Korean', () => {
  const texts = (language: 'en' | 'ko'): string[] =>
    dashboards(language).flatMap((one) => [
      String(one.title),
      ...one.templating!.list!.map(({ label }) => String(label)),
      ...(one.panels as unknown as readonly Panel[]).map(({ title }) => title),
    ]);

  it('every title is told, and everything else is as it was', () => {
    const names = /^(HTTP|CPU|MongoDB|Redis)$/;
    const korean = texts('ko');
    expect(korean).toHaveLength(texts('en').length);
    expect(korean.filter((text) => !/[가-힣]/.test(text) && !names.test(text))).toEqual([]);
    const queries = (language: 'en' | 'ko') =>
      dashboards(language).flatMap((one) =>
        (one.panels as unknown as readonly Panel[]).map(({ targets = [], gridPos: { x, y, w, h } }) => [
          targets.map(({ expr }) => expr),
          [x, y, w, h],
        ]),
      );
    expect(queries('ko')).toEqual(queries('en'));
  });
});

describe('each dashboard', () => {
  it.each(dashboards())('$title leads to the others, can be narrowed, and shows deploys', (one) => {
    expect(one.links).toMatchObject([{ type: 'dashboards', tags: ['playcode'], keepTime: true }]);
    expect(one.templating!.list!.length).toBeGreaterThan(0);
    expect(one.annotations!.list!.map(({ name }) => name)).toEqual(['Deploys', 'Alerts']);
    const logs = (one.panels as unknown as readonly Panel[]).filter(({ type }) => type === 'logs');
    expect(logs.length).toBeGreaterThan(0);
  });
});

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
