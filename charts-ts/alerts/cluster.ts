import { NAMESPACES } from '../../lib/names.ts';
import { APP_AUTOSCALER, ON_DISKS, REAL_CONTAINERS, SITE_CERTIFICATE } from '../dashboards/conditions.ts';
import { increase, type KnownMetric, series } from '../dashboards/promql.ts';
import type { RuleGroup } from './rule.ts';

const namespace = `=~"${Object.values(NAMESPACES).join('|')}"`;

const container = REAL_CONTAINERS;

const disk = { fstype: ON_DISKS } as const;

/** Let's Encrypt's certificates live 90 days and are renewed 30 days before their end. */
const SHORTEST_CERTIFICATE_SECONDS = 14 * 24 * 3600;

/** How many pods somebody wants or has. */
type ReplicaMetric = Extract<KnownMetric, `kube_${'deployment' | 'statefulset' | 'daemonset'}_${string}`>;

/** How often a pod's containers were started again in a window. */
function restarts(window: string): string {
  return increase('kube_pod_container_status_restarts_total', window, {
    where: { namespace },
    by: ['namespace', 'pod'],
  });
}

/** Of which of our workloads there are fewer pods than wanted, and by how many. */
function missing(wanted: ReplicaMetric, there: ReplicaMetric): string {
  return `(${series(wanted, { namespace })} - ${series(there, { namespace })} > 0)`;
}

/** Pods, volumes, nodes, certificates, and what watches them. */
export const cluster: RuleGroup = {
  name: 'cluster',
  alerts: [
    {
      alert: 'PodCrashes',
      // The kubelet waits longer and longer before the next try, for five minutes in the end. Of three restarts Prometheus
      // makes a little more than 3.
      expr: `${restarts('1h')} > 3.5 and ${restarts('15m')} > 0`,
      for: '1m',
      labels: { severity: 'warning', component: 'pods' },
      annotations: {
        summary: '{{ $labels.pod }} restarts again and again.',
        description:
          'More than three restarts in an hour, and it goes on. Look at the logs of its previous run.',
      },
    },
    {
      alert: 'ReplicasMissing',
      expr: [
        missing('kube_deployment_spec_replicas', 'kube_deployment_status_replicas_available'),
        missing('kube_statefulset_replicas', 'kube_statefulset_status_replicas_ready'),
        missing('kube_daemonset_status_desired_number_scheduled', 'kube_daemonset_status_number_ready'),
      ].join(' or '),
      for: '10m',
      labels: { severity: 'warning', component: 'pods' },
      annotations: {
        summary:
          '{{ $labels.deployment }}{{ $labels.statefulset }}{{ $labels.daemonset }} lacks {{ $value }} of its pods.',
        description: 'A pod cannot start or does not get ready. Look at its events.',
      },
    },
    {
      alert: 'PodMemoryNearItsLimit',
      // Each container has a limit of its own; of one that was started again its earlier life may still be measured.
      expr: `max by (namespace, pod, container) (${series('container_memory_working_set_bytes', { namespace, container })}) / max by (namespace, pod, container) (${series('kube_pod_container_resource_limits', { namespace, resource: 'memory' })}) > 0.9`,
      for: '5m',
      labels: { severity: 'warning', component: 'pods' },
      annotations: {
        summary:
          '{{ $labels.container }} of {{ $labels.pod }} uses {{ $value | humanizePercentage }} of the memory that it may.',
        description: 'At its limit the kernel ends it. Look whether its memory grows or its load does.',
      },
    },
    {
      alert: 'AutoscalerAtMost',
      // One that is to have as many at all times is at its most without a reason.
      expr: `${series('kube_horizontalpodautoscaler_status_current_replicas', APP_AUTOSCALER)} >= (${series('kube_horizontalpodautoscaler_spec_max_replicas', APP_AUTOSCALER)} > ${series('kube_horizontalpodautoscaler_spec_min_replicas', APP_AUTOSCALER)})`,
      for: '15m',
      labels: { severity: 'warning', component: 'app' },
      annotations: {
        summary: 'The game runs with as many pods as it may.',
        description: 'More players than planned: raise the most, or the size of the nodes.',
      },
    },
    {
      alert: 'VolumeFills',
      expr: `${series('kubelet_volume_stats_available_bytes', { namespace })} / ${series('kubelet_volume_stats_capacity_bytes', { namespace })} < 0.15`,
      for: '5m',
      labels: { severity: 'warning', component: 'volumes' },
      annotations: {
        summary: '{{ $labels.persistentvolumeclaim }} has less than 15 % left.',
        description: 'The storage class can grow volumes: raise the size of the claim.',
      },
    },
    {
      alert: 'VolumeFullInADay',
      expr: `predict_linear(${series('kubelet_volume_stats_available_bytes', { namespace })}[6h], 86400) < 0 and ${series('kubelet_volume_stats_available_bytes', { namespace })} / ${series('kubelet_volume_stats_capacity_bytes', { namespace })} < 0.5`,
      for: '30m',
      labels: { severity: 'critical', component: 'volumes' },
      annotations: {
        summary: '{{ $labels.persistentvolumeclaim }} will be full within a day.',
        description:
          'It fills as it has for six hours. Find out what writes, and raise the size of the claim.',
      },
    },
    {
      alert: 'NodeDiskFills',
      expr: `${series('node_filesystem_avail_bytes', disk)} / ${series('node_filesystem_size_bytes', disk)} < 0.15`,
      for: '5m',
      labels: { severity: 'warning', component: 'nodes' },
      annotations: {
        summary: '{{ $labels.node }} has less than 15 % left on {{ $labels.mountpoint }}.',
        description: 'At 10 % the kubelet evicts pods. Images and logs fill it: replace the node.',
      },
    },
    {
      alert: 'NodeMemoryNearlyUsedUp',
      expr: `${series('node_memory_MemAvailable_bytes')} / ${series('node_memory_MemTotal_bytes')} < 0.1`,
      for: '5m',
      labels: { severity: 'warning', component: 'nodes' },
      annotations: {
        summary: '{{ $labels.node }} has less than 10 % of its memory left.',
        description: 'Pods will be evicted, those that ask for least first. Add a node.',
      },
    },
    {
      alert: 'CertificateExpires',
      expr: `min by (name) (${series('kube_customresource_certificate_not_after')} - time()) < ${SHORTEST_CERTIFICATE_SECONDS} or absent(${series('kube_customresource_certificate_not_after', SITE_CERTIFICATE)})`,
      for: '1h',
      labels: { severity: 'critical', component: 'certificates' },
      annotations: {
        summary: 'The certificate {{ $labels.name }} has not been renewed.',
        description: 'It was due weeks ago, or there is none. Look at its Order and its Challenge.',
      },
    },
    {
      alert: 'TargetDown',
      expr: `${series('up')} == 0`,
      for: '5m',
      labels: { severity: 'warning', component: 'monitoring' },
      annotations: {
        summary: '{{ $labels.job }} at {{ $labels.instance }} cannot be scraped.',
        description:
          'Its panels and alerts are blind. Look at the pod, then at the policies between the two.',
      },
    },
    {
      alert: 'RulesFail',
      expr: `${increase('prometheus_rule_evaluation_failures_total', '5m')} > 0`,
      for: '5m',
      labels: { severity: 'warning', component: 'monitoring' },
      annotations: {
        summary: 'Prometheus cannot evaluate some rules.',
        description: 'Alerts may be missing. Its log says which rule and why.',
      },
    },
    {
      alert: 'AlertsDoNotArrive',
      // It tries at least every 75 s. A restart of Alertmanager takes less than the rest of the five minutes.
      expr: `${increase('prometheus_notifications_errors_total', '2m')} > 0`,
      for: '5m',
      labels: { severity: 'critical', component: 'monitoring' },
      annotations: {
        summary: 'Prometheus cannot hand its alerts to Alertmanager.',
        description: 'You see this on the dashboard, not by mail. Look at Alertmanager.',
      },
    },
    {
      alert: 'AlertsNotMailed',
      // It tries each mail for five minutes before it counts it as failed, and the group again five minutes later.
      expr: `${increase('alertmanager_notifications_failed_total', '15m', { where: { integration: 'email' } })} > 0`,
      for: '1m',
      labels: { severity: 'critical', component: 'mail' },
      annotations: {
        summary: 'Alertmanager could not send a mail.',
        description: 'You see this on the dashboard, perhaps not by mail. Its log says what SES answered.',
      },
    },
  ],
};
