import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { NAMESPACES } from '../../lib/names.ts';
import { board } from './board.ts';
import { APP_AUTOSCALER, ON_DISKS, REAL_CONTAINERS } from './conditions.ts';
import type { Limits } from './panel.ts';
import { increase, rate, series, sum } from './promql.ts';
import type { Language } from './text.ts';

/** Our namespaces that the reader has chosen. */
const namespace = '=~"$namespace"';

/** Nodes that the reader has chosen. */
const node = '=~"$node"';

const container = REAL_CONTAINERS;

const disk = { fstype: ON_DISKS, node } as const;

/** Part of something that can be full. */
const FULL: Limits = { watch: 0.75, bad: 0.85 };

/** What the game runs on: pods, autoscaling, network, disks, nodes. */
export function infrastructure(language: Language): Dashboard {
  const memory = sum('container_memory_working_set_bytes', { where: { namespace, container }, by: ['pod'] });
  return board(
    {
      uid: 'infrastructure',
      title: { en: 'Infrastructure', ko: '인프라' },
      variables: [
        {
          name: 'namespace',
          title: { en: 'Namespace', ko: '네임스페이스' },
          of: series('kube_pod_status_phase'),
          all: Object.values(NAMESPACES).join('|'),
        },
        {
          name: 'node',
          title: { en: 'Node', ko: '노드' },
          of: series('node_memory_MemTotal_bytes'),
        },
      ],
      rows: [
        {
          title: { en: 'Pods', ko: '파드' },
          panels: [
            {
              title: { en: 'CPU', ko: 'CPU' },
              unit: 'short',
              queries: {
                '{{pod}}': rate('container_cpu_usage_seconds_total', {
                  where: { namespace, container },
                  by: ['pod'],
                }),
              },
            },
            { title: { en: 'Memory', ko: '메모리' }, unit: 'bytes', queries: { '{{pod}}': memory } },
            {
              title: { en: 'Memory of the limit', ko: '한도 대비 메모리' },
              unit: 'percentunit',
              limits: FULL,
              queries: {
                '{{pod}}': `${memory} / ${sum('kube_pod_container_resource_limits', { where: { namespace, resource: 'memory' }, by: ['pod'] })}`,
              },
            },
            {
              title: { en: 'Restarts in an hour', ko: '1시간 동안 재시작' },
              unit: 'short',
              limits: { watch: 1, bad: 3 },
              queries: {
                '{{pod}}': increase('kube_pod_container_status_restarts_total', '1h', {
                  where: { namespace },
                  by: ['pod'],
                }),
              },
            },
            {
              title: { en: 'Pods not ready', ko: '준비되지 않은 파드' },
              description: {
                en: 'Of those that run or are to run: a Job that is done is not ready, and is well.',
                ko: '실행 중이거나 실행될 파드만 센다. 끝난 작업의 파드는 준비 상태가 아니어도 정상이다.',
              },
              unit: 'short',
              limits: { watch: 1, bad: 2 },
              queries: {
                '{{namespace}}': `sum by (namespace) (${series('kube_pod_status_ready', { namespace, condition: 'false' })} and on (namespace, pod) ${series('kube_pod_status_phase', { phase: '=~"Pending|Running"' })} == 1)`,
              },
            },
            {
              title: { en: 'Replicas of the app', ko: '앱 복제본' },
              unit: 'short',
              queries: {
                current: series('kube_horizontalpodautoscaler_status_current_replicas', APP_AUTOSCALER),
                desired: series('kube_horizontalpodautoscaler_status_desired_replicas', APP_AUTOSCALER),
                fewest: series('kube_horizontalpodautoscaler_spec_min_replicas', APP_AUTOSCALER),
                most: series('kube_horizontalpodautoscaler_spec_max_replicas', APP_AUTOSCALER),
              },
            },
          ],
        },
        {
          title: { en: 'Network and disks', ko: '네트워크와 디스크' },
          panels: [
            {
              title: { en: 'Received by pods', ko: '파드 수신' },
              unit: 'Bps',
              queries: {
                '{{pod}}': rate('container_network_receive_bytes_total', {
                  where: { namespace },
                  by: ['pod'],
                }),
              },
            },
            {
              title: { en: 'Sent by pods', ko: '파드 송신' },
              unit: 'Bps',
              queries: {
                '{{pod}}': rate('container_network_transmit_bytes_total', {
                  where: { namespace },
                  by: ['pod'],
                }),
              },
            },
            {
              title: { en: 'Volumes, used', ko: '볼륨 사용률' },
              unit: 'percentunit',
              limits: FULL,
              queries: {
                '{{persistentvolumeclaim}}': `1 - ${series('kubelet_volume_stats_available_bytes', { namespace })} / ${series('kubelet_volume_stats_capacity_bytes', { namespace })}`,
              },
            },
            {
              title: { en: 'Certificates, days left', ko: '인증서 남은 일수' },
              unit: 'short',
              width: 12,
              limits: { watch: 21, bad: 14 },
              queries: {
                '{{name}}': `(${series('kube_customresource_certificate_not_after')} - time()) / 86400`,
              },
            },
            {
              title: { en: 'Hours since the last backup and drill', ko: '마지막 백업과 복구 훈련 이후 시간' },
              unit: 'short',
              width: 12,
              queries: {
                '{{cronjob}}': `(time() - ${series('kube_cronjob_status_last_successful_time')}) / 3600`,
              },
            },
          ],
        },
        {
          title: { en: 'Nodes', ko: '노드' },
          panels: [
            {
              title: { en: 'CPU, used', ko: 'CPU 사용률' },
              unit: 'percentunit',
              limits: FULL,
              queries: {
                '{{node}}': `1 - avg by (node) (rate(${series('node_cpu_seconds_total', { mode: 'idle', node })}[$__rate_interval]))`,
              },
            },
            {
              title: { en: 'Memory, used', ko: '메모리 사용률' },
              unit: 'percentunit',
              limits: FULL,
              queries: {
                '{{node}}': `1 - ${series('node_memory_MemAvailable_bytes', { node })} / ${series('node_memory_MemTotal_bytes', { node })}`,
              },
            },
            {
              title: { en: 'Disks, used', ko: '디스크 사용률' },
              unit: 'percentunit',
              limits: FULL,
              queries: {
                '{{node}} {{mountpoint}}': `1 - ${series('node_filesystem_avail_bytes', disk)} / ${series('node_filesystem_size_bytes', disk)}`,
              },
            },
            {
              title: { en: 'Network', ko: '네트워크' },
              unit: 'Bps',
              width: 24,
              queries: {
                'in {{node}}': rate('node_network_receive_bytes_total', {
                  where: { device: '!="lo"', node },
                  by: ['node'],
                }),
                'out {{node}}': rate('node_network_transmit_bytes_total', {
                  where: { device: '!="lo"', node },
                  by: ['node'],
                }),
              },
            },
          ],
        },
        {
          title: { en: 'What watches', ko: '감시하는 것들' },
          panels: [
            {
              title: { en: 'Targets that answer', ko: '응답하는 수집 대상' },
              unit: 'percentunit',
              width: 12,
              limits: { watch: 1, bad: 0.9 },
              queries: { '{{job}}': `avg by (job) (${series('up')})` },
            },
            {
              title: { en: 'Series in Prometheus', ko: '프로메테우스의 시계열' },
              unit: 'short',
              width: 12,
              queries: { series: series('prometheus_tsdb_head_series') },
            },
          ],
        },
        {
          title: { en: 'Logs', ko: '로그' },
          panels: [
            {
              title: { en: 'Errors of everything', ko: '전체 오류' },
              lines: `{namespace=~"$namespace"} |~ "(?i)error|fatal|panic"`,
            },
          ],
        },
      ],
    },
    language,
  );
}
