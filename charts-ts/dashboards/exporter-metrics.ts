/**
 * Metrics of others that dashboards and alerts may mention, each with the labels it is read by. Taken from the source
 * of the pinned versions; a query about a name that is not here does not compile.
 */
export const EXPORTER_METRICS = {
  // Prometheus itself
  up: [],
  prometheus_notifications_errors_total: ['alertmanager'],
  prometheus_rule_evaluation_failures_total: ['rule_group'],
  prometheus_tsdb_head_series: [],
  // Alertmanager
  alertmanager_notifications_failed_total: ['integration'],
  // Default metrics of the service's runtime (prom-client)
  nodejs_heap_size_used_bytes: [],
  nodejs_heap_size_total_bytes: [],
  nodejs_external_memory_bytes: [],
  nodejs_eventloop_lag_p50_seconds: [],
  nodejs_eventloop_lag_p99_seconds: [],
  nodejs_gc_duration_seconds_sum: ['kind'],
  process_resident_memory_bytes: [],
  process_cpu_seconds_total: [],
  // Percona's MongoDB exporter
  mongodb_up: [],
  mongodb_ss_connections: ['conn_type'],
  mongodb_ss_opcounters: ['legacy_op_type'],
  mongodb_ss_mem_resident: [],
  mongodb_dbstats_dataSize: ['database'],
  mongodb_dbstats_storageSize: ['database'],
  mongodb_dbstats_indexSize: ['database'],
  // Redis exporter
  redis_up: [],
  redis_memory_used_bytes: [],
  redis_memory_max_bytes: [],
  redis_connected_clients: [],
  redis_commands_total: ['cmd'],
  redis_commands_processed_total: [],
  redis_keyspace_hits_total: [],
  redis_keyspace_misses_total: [],
  redis_aof_last_write_status: [],
  redis_evicted_keys_total: [],
  redis_rejected_connections_total: [],
  // cAdvisor
  container_cpu_usage_seconds_total: ['container'],
  container_memory_working_set_bytes: ['container'],
  container_network_receive_bytes_total: [],
  container_network_transmit_bytes_total: [],
  // kubelet
  kubelet_volume_stats_available_bytes: ['persistentvolumeclaim'],
  kubelet_volume_stats_capacity_bytes: ['persistentvolumeclaim'],
  // kube-state-metrics
  kube_pod_container_status_restarts_total: ['container'],
  kube_pod_container_resource_limits: ['container', 'resource'],
  kube_pod_container_info: ['container', 'image'],
  kube_pod_status_ready: ['condition'],
  kube_pod_status_phase: ['phase'],
  kube_deployment_spec_replicas: ['deployment'],
  kube_deployment_status_replicas_available: ['deployment'],
  kube_daemonset_status_desired_number_scheduled: ['daemonset'],
  kube_daemonset_status_number_ready: ['daemonset'],
  kube_statefulset_replicas: ['statefulset'],
  kube_statefulset_status_replicas_ready: ['statefulset'],
  kube_horizontalpodautoscaler_status_current_replicas: ['horizontalpodautoscaler'],
  kube_horizontalpodautoscaler_status_desired_replicas: ['horizontalpodautoscaler'],
  kube_horizontalpodautoscaler_spec_max_replicas: ['horizontalpodautoscaler'],
  kube_horizontalpodautoscaler_spec_min_replicas: ['horizontalpodautoscaler'],
  kube_cronjob_created: ['cronjob'],
  kube_cronjob_status_last_successful_time: ['cronjob'],
  kube_job_status_failed: ['job_name'],
  // kube-state-metrics, by the configuration of custom resources in constructs/kube-state-metrics.ts
  kube_customresource_certificate_not_after: ['name'],
  // node-exporter
  node_cpu_seconds_total: ['cpu', 'mode'],
  node_memory_MemAvailable_bytes: [],
  node_memory_MemTotal_bytes: [],
  node_filesystem_avail_bytes: ['mountpoint', 'fstype'],
  node_filesystem_size_bytes: ['mountpoint', 'fstype'],
  node_network_receive_bytes_total: ['device'],
  node_network_transmit_bytes_total: ['device'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
