import { Construct } from 'constructs';
import { NAMESPACES, PORTS, WORKLOADS } from '../../lib/names.ts';
import { Configuration } from './configuration.ts';
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

/** The same labels as Promtail's: namespace, app, pod, container, level. */
function pipeline(): string {
  const namespaces = Object.values(NAMESPACES).map((namespace) => `"${namespace}"`);
  const rule = (source: string, target: string) => `  rule {
    source_labels = ["__meta_kubernetes_${source}"]
    target_label  = "${target}"
  }`;
  return `discovery.kubernetes "pods" {
  role = "pod"
  namespaces {
    names = [${namespaces.join(', ')}]
  }
  selectors {
    role  = "pod"
    field = "spec.nodeName=" + sys.env("NODE_NAME")
  }
}

discovery.relabel "pods" {
  targets = discovery.kubernetes.pods.targets
${rule('namespace', 'namespace')}
${rule('pod_label_app_kubernetes_io_name', 'app')}
${rule('pod_name', 'pod')}
${rule('pod_container_name', 'container')}
  rule {
    source_labels = ["__meta_kubernetes_pod_uid", "__meta_kubernetes_pod_container_name"]
    separator     = "/"
    target_label  = "__path__"
    replacement   = "/var/log/pods/*$1/*.log"
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
  stage.json {
    expressions = { level = "level" }
  }
  stage.labels {
    values = { level = "" }
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
