import { Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import { NAMESPACES, PORTS, WORKLOADS } from '../../lib/names.ts';
import { Configuration } from './configuration.ts';
import { DROPPED_LABELS, LOG_FILES, POD_LABELS, READ_FIELDS, SERVICE_LINES } from './log-pipeline.ts';
import { PRIORITIES } from './priorities.ts';
import { httpProbe, tcpProbe } from './probes.ts';
import { configurationVolume, hostVolume, scratchVolume } from './volumes.ts';
import { Workload } from './workload.ts';

/** Properties of a {@link Promtail}. */
export interface PromtailProps {
  readonly image: string;
}

/** The node's log files belong to root. */
const ROOT = 0;

/** On each node: reads the log files of our namespaces' pods and sends them to Loki. */
export class Promtail extends Construct {
  constructor(scope: Construct, id: string, props: PromtailProps) {
    super(scope, id);
    const name = WORKLOADS.promtail;
    const configuration = new Configuration(this, 'configuration', {
      name,
      files: { 'promtail.yaml': Yaml.stringify(agentConfiguration()) },
    });
    new Workload(this, 'workload', {
      kind: 'DaemonSet',
      name,
      user: ROOT,
      nodeAgent: { network: false },
      talksToApi: true,
      priority: PRIORITIES.observability.name,
      volumes: [
        configurationVolume('configuration', configuration),
        hostVolume('pods', '/var/log/pods'),
        // Positions survive the pod, so that a restart neither repeats nor skips lines.
        { name: 'positions', hostPath: { path: '/var/lib/promtail', type: 'DirectoryOrCreate' } },
        scratchVolume('tmp', '32Mi'),
      ],
      containers: [
        {
          name,
          image: props.image,
          args: ['-config.file=/etc/promtail/promtail.yaml'],
          // It reads this node's pods, and asks the API about no others.
          fieldEnv: { HOSTNAME: 'spec.nodeName' },
          ports: { http: PORTS.promtail },
          requests: { cpu: '30m', memory: '64Mi' },
          limits: { cpu: '200m', memory: '192Mi' },
          readiness: httpProbe('/ready', PORTS.promtail, { timeout: 3 }),
          liveness: tcpProbe(PORTS.promtail, { period: 30, timeout: 5 }),
          mounts: {
            configuration: '/etc/promtail:ro',
            pods: '/var/log/pods:ro',
            positions: '/var/lib/promtail',
            tmp: '/tmp',
          },
        },
      ],
    });
  }
}

function agentConfiguration(): object {
  return {
    server: { http_listen_port: PORTS.promtail, grpc_listen_port: 0, log_level: 'warn' },
    clients: [{ url: `http://${WORKLOADS.loki}:${PORTS.loki}/loki/api/v1/push` }],
    positions: { filename: '/var/lib/promtail/positions.yaml' },
    scrape_configs: [
      {
        job_name: 'pods',
        kubernetes_sd_configs: [{ role: 'pod', namespaces: { names: Object.values(NAMESPACES) } }],
        pipeline_stages: pipelineStages(),
        relabel_configs: [
          ...Object.entries(POD_LABELS).map(([label, source]) => ({
            source_labels: [source],
            target_label: label,
          })),
          { source_labels: ['__meta_kubernetes_pod_node_name'], target_label: '__host__' },
          {
            source_labels: [...LOG_FILES.sources],
            separator: LOG_FILES.separator,
            target_label: '__path__',
            replacement: LOG_FILES.path,
          },
        ],
      },
    ],
  };
}

function pipelineStages(): readonly object[] {
  const { selector, time, label, metadata } = SERVICE_LINES;
  return [
    { cri: {} },
    { labeldrop: [...DROPPED_LABELS] },
    {
      match: {
        selector,
        stages: [
          { json: { expressions: Object.fromEntries(READ_FIELDS.map((field) => [field, field])) } },
          { timestamp: { source: time.field, format: time.format, action_on_failure: 'skip' } },
          { labels: { [label]: '' } },
          { structured_metadata: Object.fromEntries(metadata.map((field) => [field, ''])) },
        ],
      },
    },
  ];
}
