import type { Environment } from '../lib/environment.ts';
import { FOREIGN_NAMESPACES, NAMESPACES, PORTS, WORKLOADS } from '../lib/names.ts';

/** Pods that send or receive. */
interface PodActor {
  readonly kind: 'pods';
  readonly title: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Addresses outside of any pod of ours. On the VPC CNI a range inside the VPC matches pods, too. */
interface RangeActor {
  readonly kind: 'range';
  readonly title: string;
  readonly block: (environment: Environment) => {
    readonly cidr: string;
    readonly except?: readonly string[];
  };
}

/** One end of a flow. */
export type Actor = PodActor | RangeActor;

/** Link-local addresses: the instance metadata service (IMDS) is one of them, and no pod may ask it for a role. */
export const LINK_LOCAL = '169.254.0.0/16';

/** Everybody who may send or receive, each named once. */
export const ACTORS = {
  app: own(NAMESPACES.app, WORKLOADS.app),
  mongo: own(NAMESPACES.app, WORKLOADS.mongo),
  redis: own(NAMESPACES.app, WORKLOADS.redis),
  mongoExporter: own(NAMESPACES.app, WORKLOADS.mongoExporter),
  redisExporter: own(NAMESPACES.app, WORKLOADS.redisExporter),
  backup: own(NAMESPACES.app, WORKLOADS.backup),
  prometheus: own(NAMESPACES.monitoring, WORKLOADS.prometheus),
  alertmanager: own(NAMESPACES.monitoring, WORKLOADS.alertmanager),
  grafana: own(NAMESPACES.monitoring, WORKLOADS.grafana),
  loki: own(NAMESPACES.monitoring, WORKLOADS.loki),
  promtail: own(NAMESPACES.monitoring, WORKLOADS.promtail),
  kubeStateMetrics: own(NAMESPACES.monitoring, WORKLOADS.kubeStateMetrics),
  ingress: {
    kind: 'pods',
    title: 'ingress controller',
    namespace: NAMESPACES.ingress,
    labels: { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' },
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
    block: (environment) => ({ cidr: environment.apiServer.cidr }),
  },
  controlPlane: {
    kind: 'range',
    title: 'control plane in the VPC',
    block: (environment) => ({ cidr: environment.vpcCidr }),
  },
  nodes: {
    kind: 'range',
    title: 'nodes',
    block: (environment) => ({ cidr: environment.vpcCidr }),
  },
  clients: { kind: 'range', title: 'players', block: () => ({ cidr: '0.0.0.0/0' }) },
  /** Private addresses stay in: S3 and STS may answer from interface endpoints inside the VPC. */
  outside: {
    kind: 'range',
    title: 'outside',
    block: (environment) => ({ cidr: '0.0.0.0/0', except: [LINK_LOCAL, environment.apiServer.cidr] }),
  },
} as const satisfies Readonly<Record<string, Actor>>;

/** Name of an actor. */
export type ActorId = keyof typeof ACTORS;

/** One permitted direction of connection. Both ends get a rule from it; what is not here is denied. */
export interface Flow {
  readonly from: ActorId;
  readonly to: ActorId;
  /** Port of the receiving pod; the API server's is environment data. */
  readonly port: number | 'apiServer';
  /** @default ['TCP'] */
  readonly protocols?: readonly ('TCP' | 'UDP')[];
  readonly why: string;
}

/** Every flow of the platform. */
export const FLOWS: readonly Flow[] = [
  { from: 'clients', to: 'ingress', port: PORTS.ingressHttp, why: 'redirect to TLS' },
  { from: 'clients', to: 'ingress', port: PORTS.ingressHttps, why: 'the site and its WebSockets' },
  { from: 'ingress', to: 'app', port: PORTS.app, why: 'HTTP and WebSocket' },
  { from: 'app', to: 'mongo', port: PORTS.mongo, why: 'players, matches, seasons' },
  { from: 'app', to: 'redis', port: PORTS.redis, why: 'rooms, their logs, sessions' },
  { from: 'app', to: 'outside', port: PORTS.https, why: 'login providers, S3, STS' },
  { from: 'app', to: 'outside', port: PORTS.smtp, why: 'invitations by SES; SMTP does not speak on 443' },
  { from: 'mongoExporter', to: 'mongo', port: PORTS.mongo, why: 'server statistics' },
  { from: 'redisExporter', to: 'redis', port: PORTS.redis, why: 'server statistics' },
  { from: 'backup', to: 'mongo', port: PORTS.mongo, why: 'dump' },
  { from: 'backup', to: 'outside', port: PORTS.https, why: 'archive to S3, role from STS' },
  { from: 'prometheus', to: 'app', port: PORTS.app, why: 'scrape' },
  { from: 'prometheus', to: 'mongoExporter', port: PORTS.mongoExporter, why: 'scrape' },
  { from: 'prometheus', to: 'redisExporter', port: PORTS.redisExporter, why: 'scrape' },
  { from: 'prometheus', to: 'kubeStateMetrics', port: PORTS.kubeStateMetrics, why: 'scrape' },
  { from: 'prometheus', to: 'nodes', port: PORTS.nodeExporter, why: 'scrape of node-exporter' },
  { from: 'prometheus', to: 'nodes', port: PORTS.kubelet, why: 'scrape of kubelet and cAdvisor' },
  { from: 'prometheus', to: 'alertmanager', port: PORTS.alertmanager, why: 'alerts' },
  { from: 'prometheus', to: 'apiServer', port: 'apiServer', why: 'discovery of targets' },
  { from: 'alertmanager', to: 'outside', port: PORTS.smtp, why: 'mail to the operator by SES' },
  { from: 'grafana', to: 'prometheus', port: PORTS.prometheus, why: 'metrics' },
  { from: 'grafana', to: 'loki', port: PORTS.loki, why: 'logs' },
  { from: 'promtail', to: 'loki', port: PORTS.loki, why: 'logs' },
  { from: 'promtail', to: 'apiServer', port: 'apiServer', why: 'discovery of pods' },
  { from: 'kubeStateMetrics', to: 'apiServer', port: 'apiServer', why: 'state of objects' },
  { from: 'ingress', to: 'apiServer', port: 'apiServer', why: 'Ingresses, endpoints, certificates' },
  { from: 'controlPlane', to: 'ingress', port: PORTS.ingressWebhook, why: 'admission of Ingresses' },
  ...(
    [
      'app',
      'mongo',
      'mongoExporter',
      'redisExporter',
      'backup',
      'prometheus',
      'alertmanager',
      'grafana',
      'promtail',
      'ingress',
    ] as const
  ).map((from): Flow => ({ from, to: 'dns', port: PORTS.dns, protocols: ['UDP', 'TCP'], why: 'names' })),
];

function own(namespace: string, name: string): PodActor {
  return { kind: 'pods', title: name, namespace, labels: { 'app.kubernetes.io/name': name } };
}
