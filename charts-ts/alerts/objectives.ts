import { ROUTES_OF_PLAYERS } from '../dashboards/conditions.ts';
import { rate, series } from '../dashboards/promql.ts';
import type { RECORDED_METRICS } from '../dashboards/recorded-metrics.ts';
import { BUDGETS, percentOf } from './budgets.ts';
import type { AlertRule, RecordingRule, RuleGroup } from './rule.ts';

/** What players may expect over a month. */
interface Objective {
  readonly slo: keyof typeof BUDGETS;
  /** First word of its alerts. */
  readonly alert: string;
  readonly bad: (window: string) => string;
  readonly all: (window: string) => string;
  readonly summary: string;
  readonly description: string;
}

const route = ROUTES_OF_PLAYERS;

const OBJECTIVES: readonly Objective[] = [
  {
    slo: 'availability',
    alert: 'Availability',
    bad: (window) => rate('playcode_http_requests_total', { where: { route, status: '5xx' }, window }),
    all: (window) => rate('playcode_http_requests_total', { where: { route }, window }),
    summary: 'requests fail',
    description: 'Look at the log lines of level error, then at MongoDB and Redis.',
  },
  {
    slo: 'ticks',
    alert: 'Ticks',
    bad: (window) => rate('playcode_ticks_total', { where: { outcome: '=~"late|missing"' }, window }),
    all: (window) => rate('playcode_ticks_total', { window }),
    summary: 'ticks come late or not at all',
    description:
      'Matches stutter. Look at the time to log a tick, the event loop, and CPU of pods and Redis.',
  },
  {
    slo: 'joins',
    alert: 'Joins',
    bad: (window) => rate('playcode_joins_total', { where: { outcome: 'unavailable' }, window }),
    all: (window) => rate('playcode_joins_total', { where: { outcome: '=~"joined|unavailable"' }, window }),
    summary: 'players with a ticket do not get into their room',
    description: 'Rooms cannot be followed. Look at Redis and at rooms without an owner.',
  },
];

type Window = '5m' | '30m' | '1h' | '2h' | '6h' | '1d' | '3d';

const WINDOWS: readonly Window[] = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'];

/** Fewer in a window are told to nobody: at night, with hardly anybody there, one that fails is a large part of them. */
const FEWEST = 10;

/** Windows over which they are counted. */
const LONG_SECONDS = { '1h': 3600, '6h': 6 * 3600, '1d': 24 * 3600, '3d': 3 * 24 * 3600 } as const;

/** Part of all that went wrong in a window. A class of answers that was never given has no series: none is zero. */
function recording({ slo, bad, all }: Objective, window: Window): RecordingRule {
  const record: keyof typeof RECORDED_METRICS = `slo:errors:ratio_rate${window}`;
  return { record, expr: `(${bad(window)} or vector(0)) / ${all(window)}`, labels: { slo } };
}

/** The budget goes so many times as fast as it may, both over a long window and still over a short one. */
function burns(
  { slo, bad }: Objective,
  times: number,
  long: keyof typeof LONG_SECONDS,
  short: Window,
): string {
  const over = (window: Window): string =>
    `${series(`slo:errors:ratio_rate${window}`, { slo })} > ${times} * ${BUDGETS[slo]}`;
  const areMany = `${bad(long)} * ${LONG_SECONDS[long]} >= ${FEWEST}`;
  return `(${over(long)} and ${over(short)} and on () ${areMany})`;
}

/** Two speeds of burning, each by two pairs of windows: a month's budget would be gone in two or five days, or in time. */
function alerts(objective: Objective): readonly AlertRule[] {
  const percent = percentOf(objective.slo);
  return [
    {
      alert: `${objective.alert}BudgetBurnsFast`,
      expr: `${burns(objective, 14.4, '1h', '5m')} or ${burns(objective, 6, '6h', '30m')}`,
      for: '1m',
      labels: { severity: 'critical', component: 'app' },
      annotations: {
        summary: `Far more than ${percent} of the time, ${objective.summary}.`,
        description: objective.description,
      },
    },
    {
      alert: `${objective.alert}BudgetBurnsSlowly`,
      expr: `${burns(objective, 3, '1d', '2h')} or ${burns(objective, 1, '3d', '6h')}`,
      for: '15m',
      labels: { severity: 'warning', component: 'app' },
      annotations: {
        summary: `For days, more than ${percent} of the time, ${objective.summary}.`,
        description: objective.description,
      },
    },
  ];
}

/** What players may expect, and how fast it is used up. */
export const objectives: RuleGroup = {
  name: 'objectives',
  recordings: OBJECTIVES.flatMap((objective) => WINDOWS.map((window) => recording(objective, window))),
  alerts: OBJECTIVES.flatMap(alerts),
};
