import { NAMESPACES, WORKLOADS } from '../../lib/names.ts';
import { series } from '../dashboards/promql.ts';
import type { RuleGroup } from './rule.ts';

const namespace = `=~"${Object.values(NAMESPACES).join('|')}"`;

const hpa = { horizontalpodautoscaler: WORKLOADS.app } as const;

/** Pods, volumes and nodes. */
export const cluster: RuleGroup = {
  name: 'cluster',
  rules: [
    {
      alert: 'PodCrashes',
      expr: `sum by (namespace, pod) (increase(${series('kube_pod_container_status_restarts_total', { namespace })}[15m])) > 3`,
      for: '1m',
      labels: { severity: 'warning', component: 'pods' },
      annotations: {
        summary: '{{ $labels.pod }} restarts again and again.',
        description: 'More than three restarts in 15 minutes. Look at the logs of its previous run.',
      },
    },
    {
      alert: 'AutoscalerAtMost',
      expr: `${series('kube_horizontalpodautoscaler_status_current_replicas', hpa)} >= ${series('kube_horizontalpodautoscaler_spec_max_replicas', hpa)}`,
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
  ],
};
