import { Construct } from 'constructs';
import { PORTS, WORKLOADS } from '../../lib/names.ts';
import { NOBODY } from './pod.ts';
import { PRIORITIES } from './priorities.ts';
import { httpProbe, tcpProbe } from './probes.ts';
import { hostVolume } from './volumes.ts';
import { Workload } from './workload.ts';

/** On each node: metrics about its CPU, memory, disks and network, which it sees from the node's own network. */
export class NodeExporter extends Construct {
  constructor(scope: Construct, id: string, props: { readonly image: string }) {
    super(scope, id);
    const name = WORKLOADS.nodeExporter;
    new Workload(this, 'workload', {
      kind: 'DaemonSet',
      name,
      user: NOBODY,
      nodeAgent: { network: true },
      priority: PRIORITIES.observability.name,
      volumes: [hostVolume('proc', '/proc'), hostVolume('sys', '/sys'), hostVolume('root', '/')],
      containers: [
        {
          name,
          image: props.image,
          args: [
            '--path.procfs=/host/proc',
            '--path.sysfs=/host/sys',
            '--path.rootfs=/host/root',
            `--web.listen-address=:${PORTS.nodeExporter}`,
            '--collector.filesystem.mount-points-exclude=^/(dev|proc|sys|run|var/lib/(containerd|kubelet)/.+)($|/)',
          ],
          ports: { metrics: PORTS.nodeExporter },
          requests: { cpu: '20m', memory: '32Mi' },
          limits: { cpu: '200m', memory: '96Mi' },
          readiness: httpProbe('/', PORTS.nodeExporter),
          liveness: tcpProbe(PORTS.nodeExporter, { period: 30, timeout: 5 }),
          mounts: { proc: '/host/proc:ro', sys: '/host/sys:ro', root: '/host/root:ro' },
        },
      ],
    });
  }
}
