import { Construct } from 'constructs';
import { NAMESPACES, PORTS, WORKLOADS } from '../../lib/names.ts';
import { Configuration } from './configuration.ts';
import { DROPPED_LABELS, LOG_FILES, POD_LABELS, READ_FIELDS, SERVICE_LINES } from './log-pipeline.ts';
import { PRIORITIES } from './priorities.ts';
import { httpProbe, tcpProbe } from './probes.ts';
import { configurationVolume, hostVolume, scratchVolume } from './volumes.ts';
import { Workload } from './workload.ts';

/** The node's log files belong to root. */
const ROOT = 0;

/** Promtail's successor: reads the log files of our namespaces' pods on each node and sends them to Loki. */
export class Alloy extends Construct {
  constructor(scope: Construct, id: string, props: { readonly image: string }) {
    super(scope, id);
    const name = WORKLOADS.alloy;
    const configuration = new Configuration(this, 'configuration', {
      name,
      files: { 'config.alloy': pipeline() },
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
        { name: 'positions', hostPath: { path: '/var/lib/alloy', type: 'DirectoryOrCreate' } },
        scratchVolume('tmp', '32Mi'),
      ],
      containers: [
        {
          name,
          image: props.image,
          args: [
            'run',
            '/etc/alloy/config.alloy',
            '--storage.path=/var/lib/alloy',
            `--server.http.listen-addr=0.0.0.0:${PORTS.alloy}`,
            '--disable-reporting',
          ],
          // It reads this node's pods, and asks the API about no others.
          fieldEnv: { NODE_NAME: 'spec.nodeName' },
          ports: { http: PORTS.alloy },
          requests: { cpu: '50m', memory: '128Mi' },
          limits: { cpu: '300m', memory: '256Mi' },
          readiness: httpProbe('/-/ready', PORTS.alloy, { timeout: 3 }),
          liveness: tcpProbe(PORTS.alloy, { period: 30, timeout: 5 }),
          mounts: {
            configuration: '/etc/alloy:ro',
            pods: '/var/log/pods:ro',
            positions: '/var/lib/alloy',
            tmp: '/tmp',
          },
        },
      ],
    });
  }
}

/** The pipeline in Alloy's language. */
function pipeline(): string {
  const { selector, time, label, metadata } = SERVICE_LINES;
  const rules = Object.entries(POD_LABELS).map(
    ([target, source]) => `  rule {
    source_labels = ${array([source])}
    target_label  = "${target}"
  }`,
  );
  return `discovery.kubernetes "pods" {
  role = "pod"
  namespaces {
    names = ${array(Object.values(NAMESPACES))}
  }
  selectors {
    role  = "pod"
    field = "spec.nodeName=" + sys.env("NODE_NAME")
  }
}

discovery.relabel "pods" {
  targets = discovery.kubernetes.pods.targets
${rules.join('\n')}
  rule {
    source_labels = ${array(LOG_FILES.sources)}
    separator     = "${LOG_FILES.separator}"
    target_label  = "__path__"
    replacement   = "${LOG_FILES.path}"
  }
}

local.file_match "pods" {
  path_targets = discovery.relabel.pods.output
}

loki.source.file "pods" {
  targets    = local.file_match.pods.targets
  forward_to = [loki.process.pods.receiver]
}

loki.process "pods" {
  stage.cri {}
  stage.label_drop {
    values = ${array(DROPPED_LABELS)}
  }
  stage.match {
    selector = ${JSON.stringify(selector)}
    stage.json {
      expressions = ${map(READ_FIELDS, (field) => field)}
    }
    stage.timestamp {
      source            = "${time.field}"
      format            = "${time.format}"
      action_on_failure = "skip"
    }
    stage.labels {
      values = ${map([label], () => '')}
    }
    stage.structured_metadata {
      values = ${map(metadata, () => '')}
    }
  }
  forward_to = [loki.write.loki.receiver]
}

loki.write "loki" {
  endpoint {
    url = "http://${WORKLOADS.loki}:${PORTS.loki}/loki/api/v1/push"
  }
}
`;
}

function array(values: readonly string[]): string {
  return `[${values.map((value) => `"${value}"`).join(', ')}]`;
}

function map(keys: readonly string[], value: (key: string) => string): string {
  return `{ ${keys.map((key) => `${key} = "${value(key)}"`).join(', ')} }`;
}
