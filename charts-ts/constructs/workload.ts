import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { demand, demandForm, demandWhole } from '../../lib/demand.ts';
import { demandBytes } from '../../lib/quantity.ts';
import { demandLabel, demandName, demandSubdomain, labelsOf, SHORT_NAME, selectorOf } from './labels.ts';
import { type PodProps, podTemplate } from './pod.ts';
import { checkPod } from './pod-check.ts';

/** A volume that outlives its pod. */
export interface ClaimProps {
  /** Name under which containers mount it. */
  readonly name: string;
  /** Size in Kubernetes' notation (`10Gi`). */
  readonly size: string;
  /** Class of the volume, for example `gp3`. */
  readonly storageClass: string;
}

/** Properties of a {@link Workload}. */
export interface WorkloadProps extends PodProps {
  /** What runs its pods: any number alike, numbered ones with volumes of their own, or one on each node. */
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  /** Pods wanted; `autoscaled` leaves the number to an autoscaler. Not for a DaemonSet. @default 1 */
  readonly replicas?: number | 'autoscaled';
  /** Volumes of each pod of a StatefulSet. @default none */
  readonly claims?: readonly ClaimProps[];
  /** How pods of a Deployment are replaced; `Recreate` where two at a time would disagree. @default 'RollingUpdate' */
  readonly replacement?: 'RollingUpdate' | 'Recreate';
  /** ARN of the AWS role that its service account assumes. @default none */
  readonly roleArn?: string;
  /** How other pods reach it by its name. @default no Service */
  readonly service?: ServiceProps;
}

/** The Service of a {@link Workload}. */
export interface ServiceProps {
  /** The container ports by name. */
  readonly ports: Readonly<Record<string, number>>;
  /** Whether its name stands for the pods' own addresses, and each pod has a name. @default false */
  readonly headless?: boolean;
  /**
   * Whether pods are reached before they are ready: where there is one pod alone nobody else could answer, and clients that
   * ask again find it as soon as it listens, not a probe later. @default whether it is headless
   */
  readonly unready?: boolean;
}

/**
 * A workload of the house: its service account, its pods, the Service before them, and a disruption budget where there
 * are at least two pods (with one, a budget could only block a node's drain).
 */
export class Workload extends Construct {
  constructor(scope: Construct, id: string, props: WorkloadProps) {
    super(scope, id);
    check(props);
    const { name } = props;
    const metadata = { name, labels: labelsOf(name) };
    new ServiceIdentity(this, 'identity', props);
    this.pods(props, metadata);
    if (props.service) {
      const { headless = false, unready = headless } = props.service;
      new k8s.KubeService(this, 'service', {
        metadata,
        spec: {
          selector: selectorOf(name),
          ...(headless ? { clusterIp: 'None' } : { type: 'ClusterIP' }),
          ...(unready ? { publishNotReadyAddresses: true } : {}),
          ports: Object.entries(props.service.ports).map(([portName, port]) => ({
            name: portName,
            port,
            targetPort: k8s.IntOrString.fromNumber(port),
            protocol: 'TCP',
          })),
        },
      });
    }
    if (props.kind !== 'DaemonSet' && (props.replicas === 'autoscaled' || (props.replicas ?? 1) >= 2)) {
      new k8s.KubePodDisruptionBudget(this, 'disruption-budget', {
        metadata,
        spec: {
          maxUnavailable: k8s.IntOrString.fromNumber(1),
          selector: { matchLabels: selectorOf(name) },
        },
      });
    }
  }

  private pods(props: WorkloadProps, metadata: k8s.ObjectMeta): void {
    const common = { selector: { matchLabels: selectorOf(props.name) }, template: podTemplate(this, props) };
    const replicas = props.replicas === 'autoscaled' ? {} : { replicas: props.replicas ?? 1 };
    switch (props.kind) {
      case 'Deployment':
        new k8s.KubeDeployment(this, 'pods', {
          metadata,
          spec: { ...common, ...replicas, revisionHistoryLimit: 10, strategy: strategy(props) },
        });
        return;
      case 'StatefulSet':
        new k8s.KubeStatefulSet(this, 'pods', {
          metadata,
          spec: {
            ...common,
            ...replicas,
            serviceName: props.name,
            podManagementPolicy: 'Parallel',
            ...(props.claims ? { volumeClaimTemplates: props.claims.map(claim) } : {}),
          },
        });
        return;
      case 'DaemonSet':
        new k8s.KubeDaemonSet(this, 'pods', { metadata, spec: common });
    }
  }
}

/** A service account that gives out no token by itself and may stand for an AWS role. */
export class ServiceIdentity extends Construct {
  constructor(scope: Construct, id: string, props: { readonly name: string; readonly roleArn?: string }) {
    super(scope, id);
    const expected = 'the ARN of a role, arn:aws:iam::<account>:role/<name>';
    if (props.roleArn) demandForm('roleArn', props.roleArn, /^arn:aws[\w-]*:iam::\d{12}:role\/.+$/, expected);
    new k8s.KubeServiceAccount(this, 'service-account', {
      metadata: {
        name: props.name,
        labels: labelsOf(props.name),
        ...(props.roleArn ? { annotations: { 'eks.amazonaws.com/role-arn': props.roleArn } } : {}),
      },
      automountServiceAccountToken: false,
    });
  }
}

/** Stops where Kubernetes would refuse the workload, or nothing would answer at its Service. */
function check(props: WorkloadProps): void {
  const { kind, replicas = 1, claims = [], service, containers } = props;
  demandName('name', props.name, kind === 'StatefulSet' ? SHORT_NAME : 63);
  checkPod(
    props,
    claims.map(({ name }) => name),
  );
  if (replicas !== 'autoscaled') demandWhole('replicas', replicas, 0);
  demand(
    kind !== 'DaemonSet' || props.replicas === undefined,
    'replicas',
    replicas,
    'none: each node has a pod',
  );
  demand(
    kind === 'StatefulSet' || claims.length === 0,
    'claims',
    claims,
    'none: only a StatefulSet has volumes',
  );
  for (const { name, size, storageClass } of claims) {
    demandLabel('claims', name);
    demandBytes(`claim ${name}, size`, size);
    // The empty class is that of volumes which somebody has made by hand.
    if (storageClass !== '') demandSubdomain(`claim ${name}, storageClass`, storageClass);
  }
  if (service) checkService(service, containers);
}

/** Stops where Kubernetes would refuse the Service, or nothing would answer at it. */
function checkService({ ports, headless }: ServiceProps, containers: PodProps['containers']): void {
  const numbers = Object.values(ports);
  demand(
    (headless || numbers.length > 0) && new Set(numbers).size === numbers.length,
    'service.ports',
    ports,
    'at least one port, each once',
  );
  const open = containers.flatMap(({ ports = {} }) => Object.values(ports));
  for (const [name, port] of Object.entries(ports)) {
    demandLabel('service.ports', name);
    demand(
      open.includes(port),
      `service.ports.${name}`,
      port,
      `a port of its containers, ${open.join(', ') || 'none'}`,
    );
  }
}

function strategy(props: WorkloadProps): k8s.DeploymentStrategy {
  if (props.replacement === 'Recreate') return { type: 'Recreate' };
  return {
    type: 'RollingUpdate',
    rollingUpdate: { maxSurge: k8s.IntOrString.fromNumber(1), maxUnavailable: k8s.IntOrString.fromNumber(0) },
  };
}

function claim(props: ClaimProps): k8s.KubePersistentVolumeClaimProps {
  return {
    metadata: { name: props.name },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: props.storageClass,
      resources: { requests: { storage: k8s.Quantity.fromString(props.size) } },
    },
  };
}
