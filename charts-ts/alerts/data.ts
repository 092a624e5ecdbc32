import { WORKLOADS } from '../../lib/names.ts';
import { increase, series } from '../dashboards/promql.ts';
import type { RuleGroup } from './rule.ts';

/** A day and two hours: the daily backup is that late before anyone is told. */
const LATEST_BACKUP_SECONDS = 26 * 3600;

/** Eight days: the weekly drill is that late before anyone is told. */
const LATEST_DRILL_SECONDS = 8 * 24 * 3600;

const backup = { cronjob: WORKLOADS.backup } as const;
const drill = { cronjob: WORKLOADS.restoreDrill } as const;

/** Seconds since a job last succeeded; of one that never has, since it was made. */
function age(job: typeof backup | typeof drill): string {
  const success = series('kube_cronjob_status_last_successful_time', job);
  return `time() - (${success} or ${series('kube_cronjob_created', job)})`;
}

/** Connections of MongoDB, those of some kinds together. */
function ofConnections(kinds: string): string {
  return `sum without (conn_type) (${series('mongodb_ss_connections', { conn_type: `=~"${kinds}"` })})`;
}

/** The databases and their backups. */
export const data: RuleGroup = {
  name: 'data',
  alerts: [
    {
      alert: 'MongoDown',
      expr: `${series('mongodb_up')} == 0 or absent(${series('mongodb_up')})`,
      for: '1m',
      labels: { severity: 'critical', component: 'mongodb' },
      annotations: {
        summary: 'MongoDB does not answer its exporter.',
        description:
          'Matches go on, but nothing is stored and nobody signs in. Look at the pod and its volume.',
      },
    },
    {
      alert: 'MongoConnectionsNearlyUsedUp',
      expr: `${ofConnections('current')} / ${ofConnections('current|available')} > 0.8`,
      for: '5m',
      labels: { severity: 'warning', component: 'mongodb' },
      annotations: {
        summary: 'MongoDB has given out {{ $value | humanizePercentage }} of its connections.',
        description: 'Somebody opens them without closing. Look at which client holds them.',
      },
    },
    {
      alert: 'RedisDown',
      expr: `${series('redis_up')} == 0 or absent(${series('redis_up')})`,
      for: '1m',
      labels: { severity: 'critical', component: 'redis' },
      annotations: {
        summary: 'Redis does not answer its exporter.',
        description: 'All matches pause until it is back. Look at the pod and its volume.',
      },
    },
    {
      alert: 'RedisNearlyFull',
      expr: `${series('redis_memory_used_bytes')} / (${series('redis_memory_max_bytes')} > 0) > 0.8`,
      for: '5m',
      labels: { severity: 'warning', component: 'redis' },
      annotations: {
        summary: 'Redis uses {{ $value | humanizePercentage }} of its memory.',
        description: 'From 80 % on new rooms are refused, when it is full ticks are. Raise its memory limit.',
      },
    },
    {
      alert: 'RedisDoesNotWrite',
      expr: `${series('redis_aof_last_write_status')} == 0`,
      for: '1m',
      labels: { severity: 'critical', component: 'redis' },
      annotations: {
        summary: 'Redis cannot write its append-only file.',
        description:
          'It refuses writes, so matches pause; what it holds is lost if it ends now. Look at its volume.',
      },
    },
    {
      alert: 'RedisRefusesConnections',
      expr: `${increase('redis_rejected_connections_total', '5m')} > 0`,
      for: '0s',
      labels: { severity: 'warning', component: 'redis' },
      annotations: {
        summary: 'Redis has refused connections.',
        description: 'As many clients as it may have are connected. Look at who they are.',
      },
    },
    {
      alert: 'BackupTooOld',
      expr: `${age(backup)} > ${LATEST_BACKUP_SECONDS} or absent(${series('kube_cronjob_created', backup)})`,
      for: '15m',
      labels: { severity: 'critical', component: 'backup' },
      annotations: {
        summary: 'No backup succeeded for 26 hours.',
        description: 'Look at the last Job of the backup: its init container dumps, its container stores.',
      },
    },
    {
      alert: 'BackupFails',
      expr: `sum(${series('kube_job_status_failed', { job_name: `=~"${WORKLOADS.backup}-.*"` })}) > 0`,
      for: '5m',
      labels: { severity: 'warning', component: 'backup' },
      annotations: {
        summary: 'A backup has failed.',
        description:
          'There is time to mend it before the last good one is too old. Look at the log of the Job.',
      },
    },
    {
      alert: 'RestoreDrillFails',
      expr: `sum(${series('kube_job_status_failed', { job_name: `=~"${WORKLOADS.restoreDrill}-.*"` })}) > 0 or sum(${age(drill)}) > ${LATEST_DRILL_SECONDS}`,
      for: '5m',
      labels: { severity: 'warning', component: 'backup' },
      annotations: {
        summary: 'The newest backup could not be restored.',
        description:
          'Look at the log of the last drill. Take a backup now, and drill again, before it is needed.',
      },
    },
  ],
};
