import { WORKLOADS } from '../../lib/names.ts';
import { rate, series, shareWithin } from '../dashboards/promql.ts';
import type { RuleGroup } from './rule.ts';

/** Seconds between two ticks that still feel smooth: two ticks of 0.15 s. */
const SMOOTH_GAP = 0.3;

/** What players feel. */
export const game: RuleGroup = {
  name: 'game',
  rules: [
    {
      alert: 'AppDown',
      expr: `sum(${series('up', { job: WORKLOADS.app })}) < 1 or absent(${series('up', { job: WORKLOADS.app })})`,
      for: '1m',
      labels: { severity: 'critical', component: 'app' },
      annotations: {
        summary: 'No pod of the game answers.',
        description: 'Nobody can play. Look at the rollout, then at the pods and their last logs.',
      },
    },
    {
      alert: 'TicksLate',
      expr: `${shareWithin('playcode_tick_gap_seconds', SMOOTH_GAP, '5m')} < 0.99`,
      for: '2m',
      labels: { severity: 'critical', component: 'app' },
      annotations: {
        summary: 'More than 1 % of ticks come late.',
        description: 'Matches stutter. Look at CPU of the pods, the event loop, and Redis latency.',
      },
    },
    {
      alert: 'RequestsFail',
      expr: `${rate('playcode_http_requests_total', { where: { status: '5xx' }, window: '5m' })} / ${rate('playcode_http_requests_total', { window: '5m' })} > 0.01`,
      for: '5m',
      labels: { severity: 'warning', component: 'app' },
      annotations: {
        summary: 'More than 1 % of requests fail.',
        description: 'Look at the logs of level error, then at MongoDB and Redis.',
      },
    },
  ],
};
