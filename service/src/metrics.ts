/**
 * The catalogue of the service's metrics: the one place that says a name, a type, its labels and its buckets.
 * `meter.ts` registers them from here; dashboards and alerts take names and labels from here, so that a panel about
 * a metric that does not exist does not compile. Pure data: nothing is imported.
 *
 * A new metric is declared here, counted or observed where it happens, and shown by a panel or watched by an alert:
 * `test/service/metrics.test.ts` fails on one that lacks any of the three.
 */

/** What a metric is. */
export interface MetricSpec {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  /**
   * Every value of each label; series whose labels are all listed exist from the start, at zero, so that the first
   * event counts as a rise. `open` where another closed set bounds the values (routes, methods of a class): of a counter all
   * series exist from the first event with such a value on. Never an id, an address or a name that somebody typed: each value
   * is a series for ever.
   */
  readonly labels: Readonly<Record<string, readonly string[] | 'open'>>;
  /** Upper bounds of a histogram's buckets, in the metric's unit. */
  readonly buckets?: readonly number[];
}

/** Seconds from one tick's moment to what came of it: a tick is 0.15 s. */
const TICK_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2.5] as const;

/** Seconds of a request. */
const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] as const;

/** Seconds of one command to a store. */
const STORE_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1] as const;

/** Ticks that a client is behind; from 15 on it is given a snapshot. */
const LAG_BUCKETS = [0, 1, 2, 3, 5, 8, 14, 30, 60] as const;

/** Seconds between two looks at how late the event loop is. Each wakes the process, and Node adds them to every lag. */
export const LOOP_LOOK_SECONDS = 0.1;

/** Every metric of the service by its name. */
export const METRICS = {
  playcode_http_requests_total: {
    type: 'counter',
    help: 'HTTP requests answered, by method, route pattern and status class.',
    labels: { method: 'open', route: 'open', status: ['2xx', '3xx', '4xx', '5xx'] },
  },
  playcode_http_request_duration_seconds: {
    type: 'histogram',
    help: 'Time to answer an HTTP request.',
    labels: { method: 'open', route: 'open' },
    buckets: REQUEST_BUCKETS,
  },
  playcode_websocket_connections: {
    type: 'gauge',
    help: 'Open WebSocket connections.',
    labels: {},
  },
  playcode_websocket_closes_total: {
    type: 'counter',
    help: 'WebSocket connections closed by the service, by why.',
    labels: {
      reason: [
        'moving',
        'tooSlow',
        'silent',
        'roomUnavailable',
        'ended',
        'malformed',
        'flooding',
        'replaced',
        'roomGone',
        'left',
        'locked',
        'galleryFull',
      ],
    },
  },
  playcode_joins_total: {
    type: 'counter',
    help: 'Sockets that asked for a room: joined, refused (no valid ticket), gone (no such room), unavailable (ours).',
    labels: { outcome: ['joined', 'refused', 'gone', 'unavailable'] },
  },
  playcode_rooms: {
    type: 'gauge',
    help: 'Rooms that this process owns.',
    labels: { size: ['duel', 'small', 'large', 'huge'] },
  },
  playcode_rooms_ownerless: {
    type: 'gauge',
    help: 'Live rooms with sockets here of which nothing has been heard for longer than an owner may be silent.',
    labels: {},
  },
  playcode_players: {
    type: 'gauge',
    help: 'Players in the rooms that this process owns.',
    labels: { kind: ['person', 'bot'] },
  },
  playcode_matches_total: {
    type: 'counter',
    help: 'Matches ended, by how they ended.',
    labels: { outcome: ['time', 'abandoned', 'empty', 'broken', 'stranded'] },
  },
  playcode_matches_pending: {
    type: 'gauge',
    help: 'Ended matches that wait to be kept in the store.',
    labels: {},
  },
  playcode_matches_pending_age_seconds: {
    type: 'gauge',
    help: 'How long this process has seen the oldest of them wait.',
    labels: {},
  },
  playcode_auth_attempts_total: {
    type: 'counter',
    help: 'Sign-ins tried, by provider and outcome.',
    labels: {
      provider: ['google', 'naver'],
      outcome: ['ok', 'cancelled', 'expired', 'foreign', 'refused', 'unavailable', 'too-many'],
    },
  },
  playcode_ticks_total: {
    type: 'counter',
    help: 'Ticks that the sockets of live rooms were due: on time, late (after more than 0.3 s), or missing in a silence.',
    labels: { outcome: ['on_time', 'late', 'missing'] },
  },
  playcode_mails_total: {
    type: 'counter',
    help: 'Mails ordered by players, by what became of them: sent, kept from whoever wants none, refused for good, given up.',
    labels: { outcome: ['sent', 'suppressed', 'limited', 'refused', 'failed'] },
  },
  playcode_pictures_total: {
    type: 'counter',
    help: 'Pictures that players have posted, by what became of them.',
    labels: { outcome: ['kept', 'missing', 'no-picture', 'refused', 'busy'] },
  },
  playcode_tick_gap_seconds: {
    type: 'histogram',
    help: 'Time between two ticks of one live room as its sockets saw them.',
    labels: {},
    buckets: TICK_BUCKETS,
  },
  playcode_tick_step_seconds: {
    type: 'histogram',
    help: 'Time that one step of the rules took.',
    labels: {},
    buckets: TICK_BUCKETS,
  },
  playcode_ticks_slipped_total: {
    type: 'counter',
    help: 'Ticks that an owner began later than its rhythm asks.',
    labels: {},
  },
  playcode_input_age_seconds: {
    type: 'histogram',
    help: 'Time from the arrival of an input to the tick that contains it.',
    labels: {},
    buckets: TICK_BUCKETS,
  },
  playcode_inputs_total: {
    type: 'counter',
    help: 'Inputs received from players, by what became of them.',
    labels: { outcome: ['queued', 'repeated', 'refused'] },
  },
  playcode_client_lag_ticks: {
    type: 'histogram',
    help: 'Ticks that clients were behind their room when they reported.',
    labels: {},
    buckets: LAG_BUCKETS,
  },
  playcode_resyncs_total: {
    type: 'counter',
    help: 'Snapshots sent to a client that was behind (slow), disagreed (desync), or whose room was cut (rewind).',
    labels: { reason: ['slow', 'desync', 'rewind'] },
  },
  playcode_takeovers_total: {
    type: 'counter',
    help: 'Rooms that this process took over: offered, silent with sockets here, orphaned with none, or stranded.',
    labels: { reason: ['offered', 'silent', 'orphaned', 'stranded'] },
  },
  playcode_rooms_lost_total: {
    type: 'counter',
    help: 'Rooms that another process took over from this one.',
    labels: {},
  },
  playcode_log_replies_total: {
    type: 'counter',
    help: 'What the log of rooms said to a tick: logged, fenced, conflict, behind (its tail is lost), or nothing.',
    labels: { reply: ['logged', 'fenced', 'conflict', 'behind', 'unavailable'] },
  },
  playcode_log_mends_total: {
    type: 'counter',
    help: 'Times that this process put back what the log of a room had lost.',
    labels: {},
  },
  playcode_log_reachable: {
    type: 'gauge',
    help: 'Whether the log of rooms can be reached: 1 or 0.',
    labels: {},
  },
  playcode_gap_fills_total: {
    type: 'counter',
    help: 'Times that a gateway read missed ticks from the log.',
    labels: {},
  },
  playcode_store_reachable: {
    type: 'gauge',
    help: 'Whether the store answered when it was last asked: 1 or 0.',
    labels: {},
  },
  playcode_query_duration_seconds: {
    type: 'histogram',
    help: 'Time of a command to a store, as the service saw it; appending a tick is redis append.',
    labels: { store: ['mongodb', 'redis', 'memory'], operation: 'open' },
    buckets: STORE_BUCKETS,
  },
} as const satisfies Readonly<Record<string, MetricSpec>>;

/** Name of a metric of the service. */
export type MetricName = keyof typeof METRICS;

/** Names of a metric's labels. */
export type LabelOf<M extends MetricName> = keyof (typeof METRICS)[M]['labels'] & string;
