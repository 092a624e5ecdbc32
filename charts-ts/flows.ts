import type { Choices, ExternalDatabase } from '../lib/environment.ts';
import { GATEWAY_LABEL, NAMESPACES, PORTS, WORKLOADS } from '../lib/names.ts';
import { ACTORS, type Actor, type ActorId, own } from './actors.ts';
import { remotePort } from './remote-write.ts';

/** One permitted direction of connection. Both ends get a rule from it; what is not here is denied. */
export interface Flow<Id extends string = string> {
  /** Who connects, and to whom: names in the table of actors. */
  readonly from: Id;
  readonly to: Id;
  /** Port of the receiving pod; the API server's is environment data. */
  readonly port: number | 'apiServer';
  /** Protocols on that port. @default ['TCP'] */
  readonly protocols?: readonly ('TCP' | 'UDP')[];
  /** What for, as whoever reads the table asks. */
  readonly why: string;
}

/** Every flow of the customer's platform. */
export const FLOWS: readonly Flow<ActorId>[] = [
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
  { from: 'restoreDrill', to: 'outside', port: PORTS.https, why: 'archive from S3, role from STS' },
  { from: 'restore', to: 'outside', port: PORTS.https, why: 'archive from S3, role from STS' },
  { from: 'restore', to: 'mongo', port: PORTS.mongo, why: 'restore' },
  { from: 'prometheus', to: 'app', port: PORTS.app, why: 'scrape' },
  { from: 'prometheus', to: 'mongoExporter', port: PORTS.mongoExporter, why: 'scrape' },
  { from: 'prometheus', to: 'redisExporter', port: PORTS.redisExporter, why: 'scrape' },
  { from: 'prometheus', to: 'kubeStateMetrics', port: PORTS.kubeStateMetrics, why: 'scrape' },
  { from: 'prometheus', to: 'nodes', port: PORTS.nodeExporter, why: 'scrape of node-exporter' },
  { from: 'prometheus', to: 'nodes', port: PORTS.kubelet, why: 'scrape of kubelet and cAdvisor' },
  { from: 'prometheus', to: 'alertmanager', port: PORTS.alertmanager, why: 'alerts, and scrape' },
  { from: 'prometheus', to: 'apiServer', port: 'apiServer', why: 'discovery of targets' },
  { from: 'alertmanager', to: 'outside', port: PORTS.smtp, why: 'mail to the operator by SES' },
  { from: 'grafana', to: 'prometheus', port: PORTS.prometheus, why: 'metrics' },
  { from: 'grafana', to: 'loki', port: PORTS.loki, why: 'logs' },
  { from: 'logAgent', to: 'loki', port: PORTS.loki, why: 'logs' },
  { from: 'logAgent', to: 'apiServer', port: 'apiServer', why: 'discovery of pods' },
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
      'restoreDrill',
      'restore',
      'prometheus',
      'alertmanager',
      'grafana',
      'logAgent',
      'ingress',
    ] as const
  ).map(lookUps),
];

/** What whoever calls others by name needs. */
function lookUps(from: ActorId): Flow<ActorId> {
  return { from, to: 'dns', port: PORTS.dns, protocols: ['UDP', 'TCP'], why: 'names' };
}

/** Who there is, by names of one's own choice, and who may connect to whom. */
export interface FlowTable<Id extends string = string> {
  /** Everybody who sends or receives, in whatever namespace. */
  readonly actors: Readonly<Record<Id, Actor>>;
  /** All that is open; both ends must be actors. */
  readonly flows: readonly Flow<Id>[];
}

/** The table under an environment's choices. @default the customer's */
export function flowTable(choices: Choices = {}): FlowTable<ActorId> {
  const { mongo, redis } = choices;
  let actors: Readonly<Record<ActorId, Actor>> = ACTORS;
  let flows = FLOWS;
  const moveOut = (id: ActorId, { external }: { readonly external: ExternalDatabase }): void => {
    actors = {
      ...actors,
      [id]: { kind: 'range', title: external.host, block: () => ({ cidr: external.cidr }) },
    };
    flows = flows
      .filter((flow) => flow.from !== id)
      .map((flow) => (flow.to === id ? { ...flow, port: external.port } : flow));
  };
  if (mongo && 'external' in mongo) moveOut('mongo', mongo);
  else if (mongo?.members === 3) {
    flows = [...flows, { from: 'mongo', to: 'mongo', port: PORTS.mongo, why: 'replication' }];
  }
  if (redis) moveOut('redis', redis);
  const { heartbeat, remoteWrite, logStorage } = choices;
  if (heartbeat) {
    flows = [
      ...flows,
      { from: 'alertmanager', to: 'outside', port: PORTS.https, why: 'heartbeat to who listens elsewhere' },
    ];
  }
  if (remoteWrite) {
    const port = remotePort(remoteWrite);
    flows = [...flows, { from: 'prometheus', to: 'outside', port, why: 'samples to a store elsewhere' }];
  }
  if (logStorage === 's3') {
    flows = [
      ...flows,
      { from: 'loki', to: 'outside', port: PORTS.https, why: 'lines to S3, role from STS' },
      lookUps('loki'),
    ];
  }
  if (choices.logAgent === 'alloy') {
    actors = { ...actors, logAgent: own(NAMESPACES.monitoring, WORKLOADS.alloy) };
  }
  if (choices.entrance === 'gateway') {
    const gateway: Actor = {
      kind: 'pods',
      title: 'gateway',
      namespace: NAMESPACES.ingress,
      labels: { [GATEWAY_LABEL]: WORKLOADS.gateway },
    };
    actors = { ...actors, ingress: gateway };
    // Its control plane stands elsewhere and is not asked by the API server.
    flows = [
      ...flows.filter(
        ({ from, to }) => !(from === 'ingress' && to === 'apiServer') && from !== 'controlPlane',
      ),
      {
        from: 'ingress',
        to: 'gatewayControl',
        port: PORTS.gatewayControl,
        why: 'configuration of the gateway',
      },
    ];
  }
  return { actors, flows };
}
