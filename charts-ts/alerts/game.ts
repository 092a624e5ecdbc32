import { WORKLOADS } from '../../lib/names.ts';
import { LOOP_LOOK_SECONDS } from '../../service/src/metrics.ts';
import { increase, series } from '../dashboards/promql.ts';
import type { RuleGroup } from './rule.ts';

const app = { job: WORKLOADS.app } as const;

/** Sign-ins with each provider in a quarter of an hour that came out so. */
function signIns(outcome: 'ok' | 'refused' | 'unavailable'): string {
  return increase('playcode_auth_attempts_total', '15m', { where: { outcome }, by: ['provider'] });
}

/** Mails of six hours that came out so. */
function mails(outcome: 'failed' | 'sent'): string {
  return increase('playcode_mails_total', '6h', { where: { outcome } });
}

/** The game in progress: what is wrong with it now. */
export const game: RuleGroup = {
  name: 'game',
  alerts: [
    {
      alert: 'AppDown',
      expr: `sum(${series('up', app)}) < 1 or absent(${series('up', app)})`,
      for: '1m',
      labels: { severity: 'critical', component: 'app' },
      annotations: {
        summary: 'No pod of the game answers.',
        description: 'Nobody can play. Look at the rollout, then at the pods and their last logs.',
      },
    },
    {
      alert: 'TicksLate',
      expr: `${series('slo:errors:ratio_rate5m', { slo: 'ticks' })} > 0.05`,
      for: '1m',
      labels: { severity: 'critical', component: 'app' },
      annotations: {
        summary: '{{ $value | humanizePercentage }} of ticks come late or not at all.',
        description: 'Matches stutter or stand. Look at the time to log a tick, the event loop, and CPU.',
      },
    },
    {
      alert: 'RoomsOwnerless',
      expr: `max(${series('playcode_rooms_ownerless')}) > 0`,
      for: '30s',
      labels: { severity: 'critical', component: 'app' },
      annotations: {
        summary: '{{ $value }} rooms with players have no owner.',
        description:
          'Their matches stand, and no pod takes them over. Look at Redis and the log of takeovers.',
      },
    },
    {
      alert: 'GameLogAway',
      expr: `min by (pod) (${series('playcode_log_reachable')}) == 0`,
      for: '30s',
      labels: { severity: 'critical', component: 'redis' },
      annotations: {
        summary: '{{ $labels.pod }} cannot reach Redis.',
        description: 'Matches that it owns pause until it can.',
      },
    },
    {
      alert: 'StoreAway',
      expr: `min by (pod) (${series('playcode_store_reachable')}) == 0`,
      for: '2m',
      labels: { severity: 'warning', component: 'mongodb' },
      annotations: {
        summary: '{{ $labels.pod }} cannot reach MongoDB.',
        description: 'Matches go on and wait to be kept; nobody signs in.',
      },
    },
    {
      alert: 'MatchesWait',
      expr: `max(${series('playcode_matches_pending_age_seconds')}) > 300`,
      for: '1m',
      labels: { severity: 'warning', component: 'mongodb' },
      annotations: {
        summary: 'An ended match has waited {{ $value | humanizeDuration }} to be kept.',
        description: 'It stays in Redis until it is kept. Look at MongoDB.',
      },
    },
    {
      alert: 'LogForked',
      expr: `${increase('playcode_log_replies_total', '15m', { where: { reply: 'conflict' } })} > 0`,
      for: '0s',
      labels: { severity: 'critical', component: 'redis' },
      annotations: {
        summary: 'Two processes have logged different ticks for the same room.',
        description:
          'A fence has failed or Redis has lost its end. One match may have gone back; find out why.',
      },
    },
    {
      alert: 'LogLosesItsEnd',
      expr: `${increase('playcode_log_mends_total', '15m')} > 0`,
      for: '0s',
      labels: { severity: 'warning', component: 'redis' },
      annotations: {
        summary: 'Owners have put back what Redis had lost.',
        description: 'Redis has come back without its last writes. Nobody has noticed; the disk may be ill.',
      },
    },
    {
      alert: 'ClientsDisagree',
      expr: `${increase('playcode_resyncs_total', '15m', { where: { reason: 'desync' } })} > 5`,
      for: '0s',
      labels: { severity: 'warning', component: 'app' },
      annotations: {
        summary: 'Clients compute another state than the service.',
        description: 'The rules differ between the two: a release that was not given a version of its own.',
      },
    },
    {
      alert: 'MatchesBreak',
      expr: `${increase('playcode_matches_total', '15m', { where: { outcome: '=~"broken|stranded"' } })} > 0`,
      for: '0s',
      labels: { severity: 'warning', component: 'app' },
      annotations: {
        summary: 'Matches ended because no process could go on with them.',
        description:
          'Their log makes no match, or nobody knows their rules. Look at the lines of level error.',
      },
    },
    {
      alert: 'SignInsFail',
      // A provider that does not know us refuses everybody; one that refuses somebody lets others in.
      expr: `${signIns('unavailable')} > 5 or (${signIns('refused')} > 5 unless ${signIns('ok')} > 0)`,
      for: '0s',
      labels: { severity: 'warning', component: 'app' },
      annotations: {
        summary: 'Players cannot sign in with {{ $labels.provider }}.',
        description: 'The provider does not answer, or does not know us any more. Guests play on.',
      },
    },
    {
      alert: 'MailsFail',
      // More than one: Prometheus makes a little more than 1 of it.
      expr: `${mails('failed')} > 1.5 unless ${mails('sent')} > 0`,
      for: '0s',
      labels: { severity: 'warning', component: 'mail' },
      annotations: {
        summary: 'No invitation leaves.',
        description: 'Players are told that theirs is on its way. Look at the credentials for SES.',
      },
    },
    {
      alert: 'EventLoopBlocked',
      expr: `${series('nodejs_eventloop_lag_p99_seconds', app)} - ${LOOP_LOOK_SECONDS} > 0.1`,
      for: '5m',
      labels: { severity: 'warning', component: 'app' },
      annotations: {
        summary: 'The event loop of {{ $labels.pod }} is late by {{ $value | humanizeDuration }}.',
        description: 'All its rooms and sockets wait. Look at its CPU and the time of a step.',
      },
    },
  ],
};
