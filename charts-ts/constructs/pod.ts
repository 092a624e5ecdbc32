import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { bytesOf } from '../../lib/quantity.ts';
import { selectorOf, templateLabels } from './labels.ts';

/** User `nobody`: of most images of Prometheus' project, and for images that bring none of their own. */
export const NOBODY = 65534;

/** What the node keeps of a container's logs before it rotates them away, with room to spare. */
const LOG_BYTES = 128 * 2 ** 20;

/** Amounts of CPU and memory in Kubernetes' notation (`250m`, `512Mi`). */
export interface Amounts {
  /** Cores or thousandths of one: `2`, `250m`. */
  readonly cpu: string;
  /** Bytes with their unit: `512Mi`. */
  readonly memory: string;
}

/** A container of ours: what differs between containers, and nothing of what is the same for all. */
export interface ContainerProps {
  /** Its name, one of its own in the pod. */
  readonly name: string;
  /** Reference of the image. */
  readonly image: string;
  /** What is run. @default the image's entry point */
  readonly command?: readonly string[];
  /** Arguments of that. @default none */
  readonly args?: readonly string[];
  /** Environment variables by name. @default none */
  readonly env?: Readonly<Record<string, string>>;
  /** Environment variables out of Secrets, for programs that cannot read a file. @default none */
  readonly secretEnv?: Readonly<Record<string, { readonly secret: string; readonly key: string }>>;
  /** Variables that tell a container about its own pod, by field (`spec.nodeName`). @default none */
  readonly fieldEnv?: Readonly<Record<string, string>>;
  /** TCP ports by their names. @default none */
  readonly ports?: Readonly<Record<string, number>>;
  /** What a node must have free for it. */
  readonly requests: Amounts;
  /** What it gets at most. */
  readonly limits: Amounts;
  /** Tells whether it may be sent to. @default none */
  readonly readiness?: k8s.Probe;
  /** Tells whether it must be started anew. @default none */
  readonly liveness?: k8s.Probe;
  /** Tells when it has started: the other two begin then. @default none */
  readonly startup?: k8s.Probe;
  /** Mount paths by the names of the pod's volumes; a path that ends in `:ro` is read only. @default none */
  readonly mounts?: Readonly<Record<string, string>>;
}

/** A pod of ours. */
export interface PodProps {
  /** Name of the workload. */
  readonly name: string;
  /** Name of its service account. @default its own */
  readonly account?: string;
  /** User and group id of its processes; 0 only for an agent of the node. */
  readonly user: number;
  /** At least one. */
  readonly containers: readonly ContainerProps[];
  /** What runs before them, one after the other. @default none */
  readonly initContainers?: readonly ContainerProps[];
  /** What containers mount by name; scratch space on the node's disk (`emptyDir`) has a `sizeLimit`. @default none */
  readonly volumes?: readonly k8s.Volume[];
  /** Whether its processes talk to the Kubernetes API and so need a token. @default false */
  readonly talksToApi?: boolean;
  /** Seconds from SIGTERM to SIGKILL. @default 30 */
  readonly gracePeriod?: number;
  /** Name of a priority class. @default the cluster's */
  readonly priority?: string;
  /** Whether two of its pods may share a zone when there is no room elsewhere. @default 'preferred', they may */
  readonly spread?: 'preferred' | 'required';
  /** An agent sees its node: the node's network and processes, and it runs on tainted nodes, too. @default false */
  readonly nodeAgent?: { readonly network: boolean };
  /** What becomes of containers that end: jobs need another than the default. @default 'Always' */
  readonly restartPolicy?: 'Always' | 'Never' | 'OnFailure';
}

/** The pod template: `restricted` by Pod Security, spread over zones and nodes, without a token it does not need. */
export function podTemplate(scope: Construct, props: PodProps): k8s.PodTemplateSpec {
  return {
    metadata: { labels: templateLabels(scope, props.name) },
    spec: {
      serviceAccountName: props.account ?? props.name,
      automountServiceAccountToken: props.talksToApi ?? false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: props.gracePeriod ?? 30,
      ...(props.priority ? { priorityClassName: props.priority } : {}),
      ...(props.restartPolicy ? { restartPolicy: props.restartPolicy } : {}),
      ...(props.nodeAgent ? nodeAgentFields(props.nodeAgent) : { topologySpreadConstraints: spread(props) }),
      securityContext: {
        runAsNonRoot: props.user !== 0,
        runAsUser: props.user,
        runAsGroup: props.user,
        fsGroup: props.user,
        fsGroupChangePolicy: 'OnRootMismatch',
        seccompProfile: { type: 'RuntimeDefault' },
      },
      ...(props.initContainers
        ? { initContainers: props.initContainers.map((one) => container(one, props.volumes ?? [])) }
        : {}),
      containers: props.containers.map((one) => container(one, props.volumes ?? [])),
      ...(props.volumes ? { volumes: [...props.volumes] } : {}),
    },
  };
}

function container(props: ContainerProps, volumes: readonly k8s.Volume[]): k8s.Container {
  return {
    name: props.name,
    image: props.image,
    imagePullPolicy: 'IfNotPresent',
    ...(props.command ? { command: [...props.command] } : {}),
    ...(props.args ? { args: [...props.args] } : {}),
    ...(props.env || props.secretEnv || props.fieldEnv ? { env: environment(props) } : {}),
    ...(props.ports ? { ports: ports(props.ports) } : {}),
    resources: {
      requests: { ...quantities(props.requests), 'ephemeral-storage': k8s.Quantity.fromString('32Mi') },
      limits: { ...quantities(props.limits), 'ephemeral-storage': diskLimit(props, volumes) },
    },
    ...(props.startup ? { startupProbe: props.startup } : {}),
    ...(props.readiness ? { readinessProbe: props.readiness } : {}),
    ...(props.liveness ? { livenessProbe: props.liveness } : {}),
    ...(props.mounts ? { volumeMounts: Object.entries(props.mounts).map(mount) } : {}),
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
  };
}

function environment(props: ContainerProps): k8s.EnvVar[] {
  const plain = Object.entries(props.env ?? {}).map(([name, value]): k8s.EnvVar => ({ name, value }));
  const secret = Object.entries(props.secretEnv ?? {}).map(
    ([name, from]): k8s.EnvVar => ({
      name,
      valueFrom: { secretKeyRef: { name: from.secret, key: from.key } },
    }),
  );
  const field = Object.entries(props.fieldEnv ?? {}).map(
    ([name, fieldPath]): k8s.EnvVar => ({ name, valueFrom: { fieldRef: { fieldPath } } }),
  );
  return [...plain, ...secret, ...field];
}

function ports(byName: Readonly<Record<string, number>>): k8s.ContainerPort[] {
  return Object.entries(byName).map(([name, containerPort]) => ({ name, containerPort, protocol: 'TCP' }));
}

function quantities(amounts: Amounts): Record<string, k8s.Quantity> {
  return { cpu: k8s.Quantity.fromString(amounts.cpu), memory: k8s.Quantity.fromString(amounts.memory) };
}

/** The node's disk that a container may fill: its logs, and the scratch volumes that it writes to. */
function diskLimit(props: ContainerProps, volumes: readonly k8s.Volume[]): k8s.Quantity {
  const scratch = volumes
    .filter((volume) => props.mounts?.[volume.name] && volume.emptyDir && !volume.emptyDir.medium)
    .map((volume) => bytesOf(String(volume.emptyDir?.sizeLimit?.value)));
  const bytes = scratch.reduce((sum, size) => sum + size, LOG_BYTES);
  return k8s.Quantity.fromString(`${Math.ceil(bytes / 2 ** 20)}Mi`);
}

function mount([name, path]: [string, string]): k8s.VolumeMount {
  return path.endsWith(':ro')
    ? { name, mountPath: path.slice(0, -':ro'.length), readOnly: true }
    : { name, mountPath: path };
}

function spread(props: PodProps): k8s.TopologySpreadConstraint[] {
  return ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
    topologyKey,
    maxSkew: 1,
    whenUnsatisfiable: props.spread === 'required' ? 'DoNotSchedule' : 'ScheduleAnyway',
    labelSelector: { matchLabels: selectorOf(props.name) },
  }));
}

function nodeAgentFields(agent: { readonly network: boolean }): Partial<k8s.PodSpec> {
  return {
    tolerations: [{ operator: 'Exists' }],
    ...(agent.network ? { hostNetwork: true, hostPid: true, dnsPolicy: 'ClusterFirstWithHostNet' } : {}),
  };
}
