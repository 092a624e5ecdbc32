import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { NAMESPACES, WORKLOADS } from '../../lib/names.ts';
import { board } from './panel.ts';
import { rate, series, sum } from './promql.ts';

const namespace = `=~"${Object.values(NAMESPACES).join('|')}"`;

/** Real containers: cAdvisor also reports each pod as a whole, under an empty name. */
const container = '!=""';

const hpa = { horizontalpodautoscaler: WORKLOADS.app } as const;

const disk = { fstype: '!~"tmpfs|overlay"' } as const;

/** What the game runs on: pods, autoscaling, network, disks, nodes. */
export function infrastructure(): Dashboard {
  return board({
    uid: 'infrastructure',
    title: 'Infrastructure',
    rows: {
      Pods: [
        {
          title: 'CPU',
          unit: 'short',
          queries: {
            '{{pod}}': rate('container_cpu_usage_seconds_total', {
              where: { namespace, container },
              by: ['pod'],
            }),
          },
        },
        {
          title: 'Memory',
          unit: 'bytes',
          queries: {
            '{{pod}}': sum('container_memory_working_set_bytes', {
              where: { namespace, container },
              by: ['pod'],
            }),
          },
        },
        {
          title: 'Memory of the limit',
          unit: 'percentunit',
          queries: {
            '{{pod}}': `${sum('container_memory_working_set_bytes', { where: { namespace, container }, by: ['pod'] })} / ${sum('kube_pod_container_resource_limits', { where: { namespace, resource: 'memory' }, by: ['pod'] })}`,
          },
        },
        {
          title: 'Restarts in an hour',
          unit: 'short',
          queries: {
            '{{pod}}': `sum by (pod) (increase(${series('kube_pod_container_status_restarts_total', { namespace })}[1h]))`,
          },
        },
        {
          title: 'Pods not ready',
          unit: 'short',
          queries: {
            '{{pod}}': sum('kube_pod_status_ready', {
              where: { namespace, condition: 'false' },
              by: ['pod'],
            }),
          },
        },
        {
          title: 'Replicas of the app',
          unit: 'short',
          queries: {
            current: series('kube_horizontalpodautoscaler_status_current_replicas', hpa),
            desired: series('kube_horizontalpodautoscaler_status_desired_replicas', hpa),
            most: series('kube_horizontalpodautoscaler_spec_max_replicas', hpa),
          },
        },
      ],
      'Network and disks': [
        {
          title: 'Received by pods',
          unit: 'Bps',
          queries: {
            '{{pod}}': rate('container_network_receive_bytes_total', { where: { namespace }, by: ['pod'] }),
          },
        },
        {
          title: 'Sent by pods',
          unit: 'Bps',
          queries: {
            '{{pod}}': rate('container_network_transmit_bytes_total', { where: { namespace }, by: ['pod'] }),
          },
        },
        {
          title: 'Volumes, used',
          unit: 'percentunit',
          queries: {
            '{{persistentvolumeclaim}}': `1 - ${series('kubelet_volume_stats_available_bytes', { namespace })} / ${series('kubelet_volume_stats_capacity_bytes', { namespace })}`,
          },
        },
      ],
      Nodes: [
        {
          title: 'CPU, used',
          unit: 'percentunit',
          queries: {
            '{{node}}': `1 - avg by (node) (rate(${series('node_cpu_seconds_total', { mode: 'idle' })}[$__rate_interval]))`,
          },
        },
        {
          title: 'Memory, used',
          unit: 'percentunit',
          queries: {
            '{{node}}': `1 - ${series('node_memory_MemAvailable_bytes')} / ${series('node_memory_MemTotal_bytes')}`,
          },
        },
        {
          title: 'Disks, used',
          unit: 'percentunit',
          queries: {
            '{{node}} {{mountpoint}}': `1 - ${series('node_filesystem_avail_bytes', disk)} / ${series('node_filesystem_size_bytes', disk)}`,
          },
        },
        {
          title: 'Network',
          unit: 'Bps',
          width: 24,
          queries: {
            'in {{node}}': rate('node_network_receive_bytes_total', {
              where: { device: '!="lo"' },
              by: ['node'],
            }),
            'out {{node}}': rate('node_network_transmit_bytes_total', {
              where: { device: '!="lo"' },
              by: ['node'],
            }),
          },
        },
      ],
    },
  });
}
