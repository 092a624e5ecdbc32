import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { Environment } from '../../lib/environment.ts';
import { rangeOf } from '../../lib/range.ts';
import type { Actor, ActorId } from '../actors.ts';
import { type Flow, type FlowTable, flowTable } from '../flows.ts';
import { labelsOf } from './labels.ts';

/** Properties of a {@link ZeroTrust}. */
export interface ZeroTrustProps {
  /** The namespace to close. */
  readonly namespace: string;
  readonly environment: Environment;
  /** @default the table under the environment's choices */
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
    const { actors, flows } = props.table ?? flowTable(environment.choices);
    const toPeer = (id: ActorId) => peer(actors[id], environment);
    new k8s.KubeNetworkPolicy(this, 'default-deny', {
      metadata: { name: 'default-deny', namespace: props.namespace, labels: labelsOf('default-deny') },
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    });
    for (const [id, actor] of Object.entries(actors) as [ActorId, Actor][]) {
      if (actor.kind !== 'pods' || actor.namespace !== props.namespace) continue;
      const name = actor.title.replaceAll(' ', '-');
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

function peer(actor: Actor, environment: Environment): k8s.NetworkPolicyPeer {
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

function ports(flow: Flow, environment: Environment): k8s.NetworkPolicyPort[] {
  const port = flow.port === 'apiServer' ? environment.apiServer.port : flow.port;
  return (flow.protocols ?? ['TCP']).map((protocol) => ({
    protocol,
    port: k8s.IntOrString.fromNumber(port),
  }));
}
