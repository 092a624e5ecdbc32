import type { Addresses } from '../lib/environment.ts';
import { FOREIGN_NAMESPACES, NAMESPACES, WORKLOADS } from '../lib/names.ts';

/** Pods that send or receive. */
export interface PodActor {
  readonly kind: 'pods';
  readonly title: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Whether its pods are made by hand when they are needed, and so stand in no chart. @default false */
  readonly onDemand?: true;
}

/** Addresses outside of any pod of ours. On the VPC CNI a range inside the VPC matches pods, too. */
export interface RangeActor {
  readonly kind: 'range';
  readonly title: string;
  readonly block: (addresses: Addresses) => {
    readonly cidr: string;
    readonly except?: readonly string[];
  };
}

/** One end of a flow. */
export type Actor = PodActor | RangeActor;

/** Link-local addresses: the instance metadata service (IMDS) is one of them, and no pod may ask it for a role. */
const LINK_LOCAL = '169.254.0.0/16';

/** Everybody who may send or receive, each named once. */
export const ACTORS = {
  app: own(NAMESPACES.app, WORKLOADS.app),
  mongo: own(NAMESPACES.app, WORKLOADS.mongo),
  redis: own(NAMESPACES.app, WORKLOADS.redis),
  mongoExporter: own(NAMESPACES.app, WORKLOADS.mongoExporter),
  redisExporter: own(NAMESPACES.app, WORKLOADS.redisExporter),
  backup: own(NAMESPACES.app, WORKLOADS.backup),
  restoreDrill: own(NAMESPACES.app, WORKLOADS.restoreDrill),
  restore: { ...own(NAMESPACES.app, WORKLOADS.restore), onDemand: true },
  prometheus: own(NAMESPACES.monitoring, WORKLOADS.prometheus),
  alertmanager: own(NAMESPACES.monitoring, WORKLOADS.alertmanager),
  grafana: own(NAMESPACES.monitoring, WORKLOADS.grafana),
  loki: own(NAMESPACES.monitoring, WORKLOADS.loki),
  logAgent: own(NAMESPACES.monitoring, WORKLOADS.promtail),
  kubeStateMetrics: own(NAMESPACES.monitoring, WORKLOADS.kubeStateMetrics),
  ingress: {
    kind: 'pods',
    title: 'ingress controller',
    namespace: NAMESPACES.ingress,
    labels: { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' },
  },
  gatewayControl: {
    kind: 'pods',
    title: 'gateway controller',
    namespace: FOREIGN_NAMESPACES.gateway,
    labels: { 'app.kubernetes.io/name': 'nginx-gateway-fabric' },
  },
  dns: {
    kind: 'pods',
    title: 'cluster DNS',
    namespace: FOREIGN_NAMESPACES.system,
    labels: { 'k8s-app': 'kube-dns' },
  },
  apiServer: {
    kind: 'range',
    title: 'Kubernetes API server',
    block: ({ apiServer }) => ({ cidr: apiServer.cidr }),
  },
  controlPlane: {
    kind: 'range',
    title: 'control plane in the VPC',
    block: ({ vpcCidr }) => ({ cidr: vpcCidr }),
  },
  nodes: {
    kind: 'range',
    title: 'nodes',
    block: ({ vpcCidr }) => ({ cidr: vpcCidr }),
  },
  clients: { kind: 'range', title: 'players', block: () => ({ cidr: '0.0.0.0/0' }) },
  /** Private addresses stay in: S3 and STS may answer from interface endpoints inside the VPC. */
  outside: {
    kind: 'range',
    title: 'outside',
    block: ({ apiServer }) => ({ cidr: '0.0.0.0/0', except: [LINK_LOCAL, apiServer.cidr] }),
  },
} as const satisfies Readonly<Record<string, Actor>>;

/** Name of an actor. */
export type ActorId = keyof typeof ACTORS;

/** A workload of ours as an actor. */
export function own(namespace: string, name: string): PodActor {
  return { kind: 'pods', title: name, namespace, labels: { 'app.kubernetes.io/name': name } };
}
