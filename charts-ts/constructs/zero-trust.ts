import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { Addresses, Choices } from '../../lib/environment.ts';
import { rangeOf } from '../../lib/range.ts';
import type { Actor } from '../actors.ts';
import { type Flow, type FlowTable, flowTable } from '../flows.ts';
import { demandName, labelsOf } from './labels.ts';

/** Properties of a {@link ZeroTrust}. */
export interface ZeroTrustProps {
  /** The namespace to close. */
  readonly namespace: string;
  /** Addresses of the VPC and of the API server, for the ranges of the table. */
  readonly environment: Addresses & { readonly choices?: Choices };
  /**
   * Who may connect to whom, in this namespace and others.
   * @default PlayCode's own, under the environment's choices
   */
  readonly table?: FlowTable;
}

/**
 * A namespace in which nothing is permitted but the flows of the table: one policy that denies everything both ways,
 * and one for each actor with the rules of its own ends. Both ends must permit a connection before it opens.
 */
export class ZeroTrust extends Construct {
  constructor(scope: Construct, id: string, props: ZeroTrustProps) {
    super(scope, id);
    const { environment } = props;
    const { actors, flows }: FlowTable = props.table ?? flowTable(environment.choices);
    const toPeer = (id: string) => peer(actorOf(actors, id), environment);
    new k8s.KubeNetworkPolicy(this, 'default-deny', {
      metadata: { name: 'default-deny', namespace: props.namespace, labels: labelsOf('default-deny') },
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    });
    for (const [id, actor] of Object.entries(actors)) {
      if (actor.kind !== 'pods' || actor.namespace !== props.namespace) continue;
      const name = actor.title.replaceAll(' ', '-');
      demandName(`actors.${id}.title`, name);
      const ingress = flows
        .filter((flow) => flow.to === id)
        .map((flow) => ({ from: [toPeer(flow.from)], ports: ports(flow, environment) }));
      const egress = flows
        .filter((flow) => flow.from === id)
        .map((flow) => ({ to: [toPeer(flow.to)], ports: ports(flow, environment) }));
      new k8s.KubeNetworkPolicy(this, name, {
        metadata: { name, namespace: props.namespace, labels: labelsOf(name) },
        spec: {
          podSelector: { matchLabels: { ...actor.labels } },
          policyTypes: ['Ingress', 'Egress'],
          // Absent rather than empty: the API server drops an empty list, and counts each apply of it as a change.
          ...(ingress.length > 0 ? { ingress } : {}),
          ...(egress.length > 0 ? { egress } : {}),
        },
      });
    }
  }
}

function actorOf(actors: FlowTable['actors'], id: string): Actor {
  const actor = actors[id];
  if (actor) return actor;
  const known = Object.keys(actors).join(', ');
  throw new Error(`flows: found "${id}", expected one of the actors, ${known}`);
}

function peer(actor: Actor, environment: Addresses): k8s.NetworkPolicyPeer {
  if (actor.kind === 'range') {
    const { cidr, except } = actor.block(environment);
    for (const range of [cidr, ...(except ?? [])]) rangeOf(actor.title, range);
    return { ipBlock: { cidr, ...(except ? { except: [...except] } : {}) } };
  }
  return {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': actor.namespace } },
    podSelector: { matchLabels: { ...actor.labels } },
  };
}

function ports(flow: Flow, environment: Addresses): k8s.NetworkPolicyPort[] {
  const port = flow.port === 'apiServer' ? environment.apiServer.port : flow.port;
  return (flow.protocols ?? ['TCP']).map((protocol) => ({
    protocol,
    port: k8s.IntOrString.fromNumber(port),
  }));
}
