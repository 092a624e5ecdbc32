import type { AlertCase, Series } from './alert-case.ts';

const volume = (available: string): Series => ({
  'kubelet_volume_stats_available_bytes{namespace="playcode",persistentvolumeclaim="data-mongodb-0"}':
    available,
  'kubelet_volume_stats_capacity_bytes{namespace="playcode",persistentvolumeclaim="data-mongodb-0"}':
    '100+0x600',
  // A volume of a namespace that is not ours.
  'kubelet_volume_stats_available_bytes{namespace="other",persistentvolumeclaim="theirs"}': '1+0x600',
  'kubelet_volume_stats_capacity_bytes{namespace="other",persistentvolumeclaim="theirs"}': '100+0x600',
});

/** Alerts about the cluster. */
export const CLUSTER: readonly AlertCase[] = [
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
    // It was never issued. The ingress controller's webhook has certificates of cert-manager, too.
    ill: {
      'kube_customresource_certificate_not_after{name="ingress-nginx-admission"}': '31536000x600',
      'kube_customresource_certificate_not_after{name="ingress-nginx-root-cert"}': '157680000x600',
    },
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
