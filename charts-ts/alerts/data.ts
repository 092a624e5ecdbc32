import { WORKLOADS } from '../../lib/names.ts';
import { series } from '../dashboards/promql.ts';
import type { RuleGroup } from './rule.ts';

/** A day and two hours: the daily backup is that late before anyone is told. */
const LATEST_BACKUP_SECONDS = 26 * 3600;

/** Eight days: the weekly drill is that late before anyone is told. */
const LATEST_DRILL_SECONDS = 8 * 24 * 3600;

/** The databases and their backups. */
export const data: RuleGroup = {
  name: 'data',
  rules: [
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
      expr: `${series('redis_memory_used_bytes')} / ${series('redis_memory_max_bytes')} > 0.85`,
      for: '5m',
      labels: { severity: 'warning', component: 'redis' },
      annotations: {
        summary: 'Redis uses more than 85 % of its memory.',
        description: 'When it is full, it refuses ticks and new rooms. Raise its memory limit.',
      },
    },
    {
      alert: 'BackupTooOld',
      expr: `time() - ${series('kube_cronjob_status_last_successful_time', { cronjob: WORKLOADS.backup })} > ${LATEST_BACKUP_SECONDS} or absent(${series('kube_cronjob_status_last_successful_time', { cronjob: WORKLOADS.backup })})`,
      for: '15m',
      labels: { severity: 'critical', component: 'backup' },
      annotations: {
        summary: 'No backup succeeded for 26 hours.',
        description: 'Look at the last Job of the backup: its init container dumps, its container stores.',
      },
    },
    {
      alert: 'RestoreDrillFails',
      expr: `${series('kube_job_status_failed', { job_name: `=~"${WORKLOADS.restoreDrill}-.*"` })} > 0 or time() - ${series('kube_cronjob_status_last_successful_time', { cronjob: WORKLOADS.restoreDrill })} > ${LATEST_DRILL_SECONDS}`,
      for: '15m',
      labels: { severity: 'warning', component: 'backup' },
      annotations: {
        summary: 'The newest backup could not be restored.',
        description:
          'Look at the log of the last drill. Take a backup now, and drill again, before it is needed.',
      },
    },
  ],
};
