/**
 * The catalogue of the service's metrics: the one place that says a name, a type, its labels and its buckets.
 * `meter.ts` registers them from here; dashboards and alerts take names and labels from here, so that a panel about
 * a metric that does not exist does not compile. Pure data: nothing is imported.
 */

/** What a metric is; `labels` lists every value a label can take where the set is closed. */
export interface MetricSpec {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets, in the metric's unit. */
  readonly buckets?: readonly number[];
}

/** Seconds from one tick's moment to what came of it: a tick is 0.15 s. */
const TICK_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2.5] as const;

/** Seconds of a request. */
const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] as const;

/** Seconds of one command to a store. */
const STORE_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1] as const;

/** Every metric of the service by its name. */
export const METRICS = {
  playcode_http_requests_total: {
    type: 'counter',
    help: 'HTTP requests answered, by method, route pattern and status class.',
    labels: ['method', 'route', 'status'],
  },
  playcode_http_request_duration_seconds: {
    type: 'histogram',
    help: 'Time to answer an HTTP request.',
    labels: ['method', 'route'],
    buckets: REQUEST_BUCKETS,
  },
  playcode_websocket_connections: {
    type: 'gauge',
    help: 'Open WebSocket connections.',
    labels: [],
  },
  playcode_websocket_closes_total: {
    type: 'counter',
    help: 'WebSocket connections closed by the service, by close code.',
    labels: ['code'],
  },
  playcode_rooms: {
    type: 'gauge',
    help: 'Rooms that this process owns.',
    labels: ['size'],
  },
  playcode_players: {
    type: 'gauge',
    help: 'Players in the rooms that this process owns.',
    labels: ['kind'],
  },
  playcode_matches_total: {
    type: 'counter',
    help: 'Matches ended, by how they ended.',
    labels: ['outcome'],
  },
  playcode_auth_attempts_total: {
    type: 'counter',
    help: 'Sign-ins tried, by provider and outcome.',
    labels: ['provider', 'outcome'],
  },
  playcode_tick_gap_seconds: {
    type: 'histogram',
    help: 'Time between two ticks of one live room as its sockets saw them.',
    labels: [],
    buckets: TICK_BUCKETS,
  },
  playcode_tick_step_seconds: {
    type: 'histogram',
    help: 'Time that one step of the rules took.',
    labels: [],
    buckets: TICK_BUCKETS,
  },
  playcode_input_age_seconds: {
    type: 'histogram',
    help: 'Time from the arrival of an input to the tick that contains it.',
    labels: [],
    buckets: TICK_BUCKETS,
  },
  playcode_inputs_total: {
    type: 'counter',
    help: 'Inputs received from players, by what became of them.',
    labels: ['outcome'],
  },
  playcode_resyncs_total: {
    type: 'counter',
    help: 'Snapshots sent to a client that was behind or disagreed, by reason.',
    labels: ['reason'],
  },
  playcode_takeovers_total: {
    type: 'counter',
    help: 'Rooms that this process took over from another, by reason.',
    labels: ['reason'],
  },
  playcode_rooms_lost_total: {
    type: 'counter',
    help: 'Rooms that another process took over from this one.',
    labels: [],
  },
  playcode_log_mends_total: {
    type: 'counter',
    help: 'Times that this process put back what the log of a room had lost.',
    labels: [],
  },
  playcode_log_reachable: {
    type: 'gauge',
    help: 'Whether the log of rooms can be reached: 1 or 0.',
    labels: [],
  },
  playcode_gap_fills_total: {
    type: 'counter',
    help: 'Times that a gateway read missed ticks from the log.',
    labels: [],
  },
  playcode_query_duration_seconds: {
    type: 'histogram',
    help: 'Time of a command to a store, as the service saw it.',
    labels: ['store', 'operation'],
    buckets: STORE_BUCKETS,
  },
} as const satisfies Readonly<Record<string, MetricSpec>>;

/** Name of a metric of the service. */
export type MetricName = keyof typeof METRICS;

/** Names of a metric's labels. */
export type LabelOf<M extends MetricName> = (typeof METRICS)[M]['labels'][number];
