/** Series by their name and labels, each with its samples a minute apart as promtool writes them (`first+step x times`). */
type Series = Readonly<Record<string, string>>;

/** When an alert is to fire: with what is `ill` it fires so many times, with what is `well` it does not. */
export interface AlertCase {
  readonly alert: string;
  readonly ill: Series;
  readonly well: Series;
  /** @default '20m' */
  readonly at?: string;
  /** Alerts at that time. @default 1 */
  readonly times?: number;
}

/** Requests a minute: so many that succeed and so many that fail. */
const requests = (good: number, bad: number): Series => ({
  'playcode_http_requests_total{job="playcode-app",pod="a",method="GET",route="/*",status="2xx"}': `0+${good}x600`,
  'playcode_http_requests_total{job="playcode-app",pod="a",method="GET",route="/*",status="5xx"}': `0+${bad}x600`,
});

const ticks = (onTime: number, late: number, missing: number): Series => ({
  'playcode_ticks_total{pod="a",outcome="on_time"}': `0+${onTime}x600`,
  'playcode_ticks_total{pod="a",outcome="late"}': `0+${late}x600`,
  'playcode_ticks_total{pod="b",outcome="missing"}': `0+${missing}x600`,
});

const joins = (joined: number, unavailable: number): Series => ({
  'playcode_joins_total{pod="a",outcome="joined"}': `0+${joined}x600`,
  'playcode_joins_total{pod="a",outcome="unavailable"}': `0+${unavailable}x600`,
  // A code that somebody mistyped is not the service's fault.
  'playcode_joins_total{pod="a",outcome="gone"}': '0+500x600',
});

const backups = (lastSuccess: string): Series => ({
  'kube_cronjob_created{namespace="playcode",cronjob="mongodb-backup"}': '-864000x60',
  'kube_cronjob_status_last_successful_time{namespace="playcode",cronjob="mongodb-backup"}': lastSuccess,
  // Somebody else's job must neither raise nor hide the alert.
  'kube_cronjob_status_last_successful_time{namespace="playcode",cronjob="restore-drill"}': '0x60',
});

const volume = (available: string): Series => ({
  'kubelet_volume_stats_available_bytes{namespace="playcode",persistentvolumeclaim="data-mongodb-0"}':
    available,
  'kubelet_volume_stats_capacity_bytes{namespace="playcode",persistentvolumeclaim="data-mongodb-0"}':
    '100+0x600',
  // A volume of a namespace that is not ours.
  'kubelet_volume_stats_available_bytes{namespace="other",persistentvolumeclaim="theirs"}': '1+0x600',
  'kubelet_volume_stats_capacity_bytes{namespace="other",persistentvolumeclaim="theirs"}': '100+0x600',
});

/** Every alert, each with the least that is ill and the most that is well, by hand. */
export const CASES: readonly AlertCase[] = [
  // 1 % of requests fail, ten times the budget, for long.
  { alert: 'AvailabilityBudgetBurnsFast', ill: requests(985, 15), well: requests(998, 2) },
  { alert: 'AvailabilityBudgetBurnsSlowly', ill: requests(998, 2), well: requests(9995, 5), at: '60m' },
  { alert: 'TicksBudgetBurnsFast', ill: ticks(840, 80, 80), well: ticks(980, 20, 0) },
  { alert: 'TicksBudgetBurnsSlowly', ill: ticks(980, 20, 0), well: ticks(995, 5, 0), at: '60m' },
  { alert: 'JoinsBudgetBurnsFast', ill: joins(92, 8), well: joins(99, 1) },
  // At night, with hardly anybody there, one that fails is a large part of them.
  {
    alert: 'AvailabilityBudgetBurnsFast',
    ill: requests(1, 1),
    well: {
      'playcode_http_requests_total{route="/*",status="2xx"}': '0x10 1x10 2x30',
      'playcode_http_requests_total{route="/*",status="5xx"}': '0x18 1x600',
    },
  },
  {
    alert: 'AvailabilityBudgetBurnsSlowly',
    ill: requests(998, 2),
    well: {
      'playcode_http_requests_total{route="/*",status="2xx"}': '0+1x600',
      'playcode_http_requests_total{route="/*",status="5xx"}': '0x18 3x600',
    },
    at: '120m',
  },
  {
    alert: 'JoinsBudgetBurnsFast',
    ill: joins(1, 1),
    well: {
      'playcode_joins_total{outcome="joined"}': '0+1x60',
      'playcode_joins_total{outcome="unavailable"}': '0x18 3x60',
    },
  },
  { alert: 'JoinsBudgetBurnsSlowly', ill: joins(99, 1), well: joins(997, 3), at: '60m' },
  {
    alert: 'AppDown',
    ill: { 'up{job="playcode-app",pod="a"}': '1x5 0x60', 'up{job="playcode-app",pod="b"}': '1x5 0x60' },
    well: { 'up{job="playcode-app",pod="a"}': '1x60', 'up{job="playcode-app",pod="b"}': '0x60' },
  },
  {
    alert: 'AppDown',
    ill: { 'up{job="redis-exporter"}': '1x60' },
    well: { 'up{job="playcode-app"}': '1x60' },
  },
  { alert: 'TicksLate', ill: ticks(900, 0, 100), well: ticks(970, 30, 0) },
  {
    alert: 'RoomsOwnerless',
    ill: { 'playcode_rooms_ownerless{pod="a"}': '0x18 2x60', 'playcode_rooms_ownerless{pod="b"}': '0x60' },
    well: { 'playcode_rooms_ownerless{pod="a"}': '0x19 1 0x60' },
  },
  {
    alert: 'GameLogAway',
    ill: { 'playcode_log_reachable{pod="a"}': '0x60', 'playcode_log_reachable{pod="b"}': '0x60' },
    well: { 'playcode_log_reachable{pod="a"}': '1x60' },
    times: 2,
  },
  {
    alert: 'StoreAway',
    ill: { 'playcode_store_reachable{pod="a"}': '0x60' },
    well: { 'playcode_store_reachable{pod="a"}': '0x18 1x60' },
  },
  {
    alert: 'MatchesWait',
    ill: { 'playcode_matches_pending_age_seconds{pod="a"}': '0+60x60' },
    well: { 'playcode_matches_pending_age_seconds{pod="a"}': '200x60' },
  },
  {
    alert: 'LogForked',
    ill: { 'playcode_log_replies_total{reply="conflict"}': '0x15 1x60' },
    well: {
      'playcode_log_replies_total{reply="conflict"}': '3x60',
      'playcode_log_replies_total{reply="fenced"}': '0+1x60',
    },
  },
  {
    alert: 'LogLosesItsEnd',
    ill: { 'playcode_log_mends_total{pod="a"}': '0x15 2x60' },
    well: { playcode_log_mends_total: '2x60' },
  },
  {
    alert: 'ClientsDisagree',
    ill: { 'playcode_resyncs_total{reason="desync"}': '0+1x60' },
    well: {
      'playcode_resyncs_total{reason="desync"}': '0x15 2x60',
      'playcode_resyncs_total{reason="slow"}': '0+9x60',
    },
  },
  {
    alert: 'MatchesBreak',
    ill: { 'playcode_matches_total{outcome="stranded"}': '0x15 1x60' },
    well: {
      'playcode_matches_total{outcome="broken"}': '1x60',
      'playcode_matches_total{outcome="time"}': '0+5x60',
    },
  },
  {
    alert: 'SignInsFail',
    ill: { 'playcode_auth_attempts_total{provider="naver",outcome="unavailable"}': '0+1x60' },
    well: {
      'playcode_auth_attempts_total{provider="naver",outcome="ok"}': '0+9x60',
      'playcode_auth_attempts_total{provider="google",outcome="cancelled"}': '0+9x60',
    },
  },
  {
    alert: 'SignInsFail',
    // The provider does not know us any more: nobody gets in.
    ill: {
      'playcode_auth_attempts_total{provider="google",outcome="ok"}': '9x60',
      'playcode_auth_attempts_total{provider="google",outcome="refused"}': '0+1x60',
    },
    // One is refused again and again, others get in.
    well: {
      'playcode_auth_attempts_total{provider="google",outcome="ok"}': '0x10 1x60',
      'playcode_auth_attempts_total{provider="google",outcome="refused"}': '0+1x60',
    },
  },
  {
    alert: 'MailsFail',
    ill: {
      'playcode_mails_total{outcome="sent"}': '9x400',
      'playcode_mails_total{outcome="failed"}': '0x10 1x100 2x300',
    },
    // One is given up again and again, others leave; addresses that are none are nobody's fault.
    well: {
      'playcode_mails_total{outcome="sent"}': '0x10 1x400',
      'playcode_mails_total{outcome="failed"}': '0+1x400',
      'playcode_mails_total{outcome="refused"}': '0+1x400',
    },
    at: '2h',
  },
  {
    alert: 'MailsFail',
    ill: { 'playcode_mails_total{outcome="failed"}': '0x300 2x100' },
    // One alone is no sign of anything. Of what was scraped a moment before Prometheus makes a little more.
    well: { 'playcode_mails_total{outcome="failed"}': '0x300 1x58 _x9' },
    at: '6h',
  },
  {
    alert: 'EventLoopBlocked',
    ill: { 'nodejs_eventloop_lag_p99_seconds{job="playcode-app",pod="a"}': '0.25x60' },
    well: { 'nodejs_eventloop_lag_p99_seconds{job="playcode-app",pod="a"}': '0.25x16 0.15x60' },
  },
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
  {
    alert: 'PodCrashes',
    ill: { 'kube_pod_container_status_restarts_total{namespace="playcode",pod="a",container="c"}': '0+1x60' },
    well: {
      'kube_pod_container_status_restarts_total{namespace="playcode",pod="a",container="c"}': '0x10 1x60',
      'kube_pod_container_status_restarts_total{namespace="kube-system",pod="b",container="c"}': '0+1x60',
    },
  },
  {
    alert: 'PodCrashes',
    // The kubelet waits for five minutes before each next try: it goes on and on, but not often.
    ill: {
      'kube_pod_container_status_restarts_total{namespace="playcode",pod="a",container="c"}':
        '0 2 3 4 4 4 4 5 5 5 5 5 6 6 6 6 6 7 7 7 7 7 8 8 8 8 8 9 9 9 9 9 10 10 10 10 10 11 11 11 11 11',
    },
    // It was ill, and has been well for a quarter of an hour.
    well: {
      'kube_pod_container_status_restarts_total{namespace="playcode",pod="a",container="c"}':
        '0 2 3 4 4 4 4 5 5 5 5 5 6 6 6 6 6 7 7 7 7 7 7x30',
    },
    at: '40m',
  },
  {
    alert: 'ReplicasMissing',
    ill: {
      'kube_deployment_spec_replicas{namespace="playcode",deployment="playcode-app"}': '3x60',
      'kube_deployment_status_replicas_available{namespace="playcode",deployment="playcode-app"}': '2x60',
      'kube_statefulset_replicas{namespace="playcode",statefulset="mongodb"}': '1x60',
      'kube_statefulset_status_replicas_ready{namespace="playcode",statefulset="mongodb"}': '0x60',
    },
    well: {
      'kube_deployment_spec_replicas{namespace="playcode",deployment="playcode-app"}': '3x60',
      // A rollout of five minutes.
      'kube_deployment_status_replicas_available{namespace="playcode",deployment="playcode-app"}':
        '3x14 2x5 3x60',
    },
    times: 2,
  },
  {
    alert: 'PodCrashes',
    ill: {
      'kube_pod_container_status_restarts_total{namespace="playcode",pod="a",container="c"}':
        '0x60 1 2 3 4x40',
    },
    // Three times, as may happen while what it needs is installed; scraped a moment before, as above.
    well: {
      'kube_pod_container_status_restarts_total{namespace="playcode",pod="a",container="c"}':
        '0x60 1 2 3x5 _x9',
    },
    at: '70m',
  },
  {
    alert: 'ReplicasMissing',
    // Nobody reads the logs of one node: its pod has no image, so that it does not even crash.
    ill: {
      'kube_daemonset_status_desired_number_scheduled{namespace="monitoring",daemonset="promtail"}': '3x60',
      'kube_daemonset_status_number_ready{namespace="monitoring",daemonset="promtail"}': '2x60',
    },
    // A node has come, and its pod after it.
    well: {
      'kube_daemonset_status_desired_number_scheduled{namespace="monitoring",daemonset="promtail"}':
        '3x12 4x60',
      'kube_daemonset_status_number_ready{namespace="monitoring",daemonset="promtail"}': '3x14 4x60',
    },
  },
  {
    alert: 'PodMemoryNearItsLimit',
    ill: {
      'container_memory_working_set_bytes{namespace="playcode",pod="a",container="c"}': '95x60',
      'container_memory_working_set_bytes{namespace="playcode",pod="a",container=""}': '99x60',
      'kube_pod_container_resource_limits{namespace="playcode",pod="a",container="c",resource="memory"}':
        '100x60',
    },
    well: {
      'container_memory_working_set_bytes{namespace="playcode",pod="a",container="c"}': '80x60',
      'container_memory_working_set_bytes{namespace="playcode",pod="a",container=""}': '80x60',
      'kube_pod_container_resource_limits{namespace="playcode",pod="a",container="c",resource="memory"}':
        '100x60',
    },
  },
  {
    alert: 'PodMemoryNearItsLimit',
    // One container at its limit, beside another that needs little.
    ill: {
      'container_memory_working_set_bytes{namespace="playcode",pod="a",container="large"}': '95x60',
      'container_memory_working_set_bytes{namespace="playcode",pod="a",container="small"}': '1x60',
      'kube_pod_container_resource_limits{namespace="playcode",pod="a",container="large",resource="memory"}':
        '100x60',
      'kube_pod_container_resource_limits{namespace="playcode",pod="a",container="small",resource="memory"}':
        '30x60',
    },
    // Restarted in its place: for a while its earlier life is measured, too.
    well: {
      'container_memory_working_set_bytes{namespace="playcode",pod="a",container="c",id="1"}': '50x60',
      'container_memory_working_set_bytes{namespace="playcode",pod="a",container="c",id="2"}': '45x60',
      'kube_pod_container_resource_limits{namespace="playcode",pod="a",container="c",resource="memory"}':
        '100x60',
    },
  },
  {
    alert: 'AutoscalerAtMost',
    ill: {
      'kube_horizontalpodautoscaler_status_current_replicas{horizontalpodautoscaler="playcode-app"}': '4x60',
      'kube_horizontalpodautoscaler_spec_min_replicas{horizontalpodautoscaler="playcode-app"}': '2x60',
      'kube_horizontalpodautoscaler_spec_max_replicas{horizontalpodautoscaler="playcode-app"}': '4x60',
    },
    well: {
      'kube_horizontalpodautoscaler_status_current_replicas{horizontalpodautoscaler="playcode-app"}': '3x60',
      'kube_horizontalpodautoscaler_spec_min_replicas{horizontalpodautoscaler="playcode-app"}': '2x60',
      'kube_horizontalpodautoscaler_spec_max_replicas{horizontalpodautoscaler="playcode-app"}': '4x60',
    },
  },
  {
    alert: 'AutoscalerAtMost',
    ill: {
      'kube_horizontalpodautoscaler_status_current_replicas{horizontalpodautoscaler="playcode-app"}': '4x60',
      'kube_horizontalpodautoscaler_spec_min_replicas{horizontalpodautoscaler="playcode-app"}': '2x60',
      'kube_horizontalpodautoscaler_spec_max_replicas{horizontalpodautoscaler="playcode-app"}': '4x60',
    },
    // An environment that is to have as many as it has.
    well: {
      'kube_horizontalpodautoscaler_status_current_replicas{horizontalpodautoscaler="playcode-app"}': '2x60',
      'kube_horizontalpodautoscaler_spec_min_replicas{horizontalpodautoscaler="playcode-app"}': '2x60',
      'kube_horizontalpodautoscaler_spec_max_replicas{horizontalpodautoscaler="playcode-app"}': '2x60',
    },
  },
  { alert: 'VolumeFills', ill: volume('14+0x600'), well: volume('16+0x600') },
  { alert: 'VolumeFullInADay', ill: volume('45-0.04x600'), well: volume('45-0.02x600'), at: '1h' },
  {
    alert: 'NodeDiskFills',
    ill: {
      'node_filesystem_avail_bytes{node="n",mountpoint="/",fstype="xfs"}': '14x60',
      'node_filesystem_size_bytes{node="n",mountpoint="/",fstype="xfs"}': '100x60',
    },
    well: {
      'node_filesystem_avail_bytes{node="n",mountpoint="/run",fstype="tmpfs"}': '1x60',
      'node_filesystem_size_bytes{node="n",mountpoint="/run",fstype="tmpfs"}': '100x60',
    },
  },
  {
    alert: 'NodeMemoryNearlyUsedUp',
    ill: {
      'node_memory_MemAvailable_bytes{node="n"}': '9x60',
      'node_memory_MemTotal_bytes{node="n"}': '100x60',
    },
    well: {
      'node_memory_MemAvailable_bytes{node="n"}': '30x60',
      'node_memory_MemTotal_bytes{node="n"}': '100x60',
    },
  },
  {
    alert: 'CertificateExpires',
    ill: { 'kube_customresource_certificate_not_after{name="playcode-app-tls"}': '1000000x600' },
    well: { 'kube_customresource_certificate_not_after{name="playcode-app-tls"}': '2592000x600' },
    at: '2h',
  },
  {
    alert: 'CertificateExpires',
    ill: { 'up{job="kube-state-metrics"}': '1x600' },
    well: { 'kube_customresource_certificate_not_after{name="playcode-app-tls"}': '2592000x600' },
    at: '2h',
  },
  {
    alert: 'TargetDown',
    ill: { 'up{job="node-exporter",instance="10.0.1.7:9100"}': '0x60' },
    well: { 'up{job="node-exporter",instance="10.0.1.7:9100"}': '1x10 0x3 1x60' },
  },
  {
    alert: 'RulesFail',
    ill: { 'prometheus_rule_evaluation_failures_total{rule_group="game"}': '0+1x60' },
    well: { 'prometheus_rule_evaluation_failures_total{rule_group="game"}': '7x60' },
  },
  {
    alert: 'AlertsDoNotArrive',
    ill: {
      'prometheus_notifications_errors_total{alertmanager="http://alertmanager:9093/api/v2/alerts"}':
        '0+1x60',
    },
    well: {
      'prometheus_notifications_errors_total{alertmanager="http://alertmanager:9093/api/v2/alerts"}': '0x60',
    },
  },
  {
    alert: 'AlertsDoNotArrive',
    ill: {
      'prometheus_notifications_errors_total{alertmanager="http://alertmanager:9093/api/v2/alerts"}':
        '0x8 0+1x60',
    },
    // Alertmanager has been restarted, for new credentials or with its node: for two minutes nobody was there.
    well: {
      'prometheus_notifications_errors_total{alertmanager="http://alertmanager:9093/api/v2/alerts"}':
        '0x12 1 2 2x60',
    },
    at: '18m',
  },
  {
    alert: 'AlertsNotMailed',
    // One mail that was given up; another counter of the same, of something else than mail, says nothing.
    ill: { 'alertmanager_notifications_failed_total{integration="email",reason="other"}': '0x15 1x60' },
    well: {
      'alertmanager_notifications_failed_total{integration="email",reason="other"}': '3x60',
      'alertmanager_notifications_failed_total{integration="webhook",reason="other"}': '0+1x60',
    },
  },
];
