import type { AlertCase, Series } from './alert-case.ts';

const backups = (lastSuccess: string): Series => ({
  'kube_cronjob_created{namespace="playcode",cronjob="mongodb-backup"}': '-864000x60',
  'kube_cronjob_status_last_successful_time{namespace="playcode",cronjob="mongodb-backup"}': lastSuccess,
  // Somebody else's job must neither raise nor hide the alert.
  'kube_cronjob_status_last_successful_time{namespace="playcode",cronjob="restore-drill"}': '0x60',
});

/** Alerts about what keeps data. */
export const DATA: readonly AlertCase[] = [
  { alert: 'MongoDown', ill: { mongodb_up: '0x60' }, well: { mongodb_up: '1x60' } },
  { alert: 'MongoDown', ill: { redis_up: '1x60' }, well: { mongodb_up: '1x60' } },
  {
    alert: 'MongoConnectionsNearlyUsedUp',
    ill: {
      'mongodb_ss_connections{conn_type="current",rs_nm="rs0"}': '850x60',
      'mongodb_ss_connections{conn_type="available",rs_nm="rs0"}': '150x60',
    },
    well: {
      'mongodb_ss_connections{conn_type="current",rs_nm="rs0"}': '50x60',
      'mongodb_ss_connections{conn_type="available",rs_nm="rs0"}': '950x60',
    },
  },
  { alert: 'RedisDown', ill: { redis_up: '0x60' }, well: { redis_up: '1x60' } },
  { alert: 'RedisDown', ill: { mongodb_up: '1x60' }, well: { redis_up: '1x60' } },
  {
    alert: 'RedisNearlyFull',
    ill: { redis_memory_used_bytes: '81x60', redis_memory_max_bytes: '100x60' },
    well: { redis_memory_used_bytes: '79x60', redis_memory_max_bytes: '100x60' },
  },
  {
    alert: 'RedisNearlyFull',
    ill: { redis_memory_used_bytes: '0+5x60', redis_memory_max_bytes: '100x60' },
    // Without a limit it cannot be full of it.
    well: { redis_memory_used_bytes: '81x60', redis_memory_max_bytes: '0x60' },
    at: '30m',
  },
  {
    alert: 'RedisDoesNotWrite',
    ill: { redis_aof_last_write_status: '0x60' },
    well: { redis_aof_last_write_status: '1x60' },
  },
  {
    alert: 'RedisRefusesConnections',
    ill: { redis_rejected_connections_total: '0x16 4x60' },
    well: { redis_rejected_connections_total: '4x60' },
  },
  // promtool's clock begins at 1970; a success 27 hours before that.
  { alert: 'BackupTooOld', ill: backups('-97200x60'), well: backups('-90000x60') },
  {
    alert: 'BackupTooOld',
    // Nobody makes backups.
    ill: { 'kube_cronjob_created{cronjob="restore-drill"}': '0x60' },
    well: backups('0x60'),
  },
  {
    alert: 'BackupTooOld',
    // None has succeeded: after a day and two hours that is one too few, in the first night after the installation it is not.
    ill: { 'kube_cronjob_created{namespace="playcode",cronjob="mongodb-backup"}': '-97200x60' },
    well: { 'kube_cronjob_created{namespace="playcode",cronjob="mongodb-backup"}': '-36000x60' },
    at: '40m',
  },
  {
    alert: 'BackupFails',
    ill: { 'kube_job_status_failed{job_name="mongodb-backup-29402340"}': '1x60' },
    well: {
      'kube_job_status_failed{job_name="mongodb-backup-29402340"}': '0x60',
      'kube_job_status_failed{job_name="restore-drill-29402340"}': '1x60',
    },
  },
  {
    alert: 'RestoreDrillFails',
    ill: { 'kube_job_status_failed{job_name="restore-drill-29402340"}': '1x60' },
    well: { 'kube_job_status_failed{job_name="restore-drill-29402340"}': '0x60' },
    at: '30m',
  },
  {
    alert: 'RestoreDrillFails',
    // A week and a day later than 1970, seen from there.
    ill: { 'kube_cronjob_status_last_successful_time{cronjob="restore-drill"}': '-691201x60' },
    well: { 'kube_cronjob_status_last_successful_time{cronjob="restore-drill"}': '-600000x60' },
    at: '30m',
  },
  {
    alert: 'RestoreDrillFails',
    // None has ever succeeded.
    ill: { 'kube_cronjob_created{cronjob="restore-drill"}': '-691201x60' },
    well: { 'kube_cronjob_created{cronjob="restore-drill"}': '-600000x60' },
    at: '30m',
  },
];
