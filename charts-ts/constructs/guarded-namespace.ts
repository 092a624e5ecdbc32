import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { demandWhole } from '../../lib/demand.ts';
import { demandBytes, demandCores } from '../../lib/quantity.ts';
import { demandName, labelsOf } from './labels.ts';
import type { Amounts } from './pod.ts';
import { demandAmounts } from './pod-check.ts';

/** Properties of a {@link GuardedNamespace}. */
export interface GuardedNamespaceProps {
  /** Name of the namespace. */
  readonly name: string;
  /** Pod Security level that admission enforces; `restricted` is always audited. @default 'restricted' */
  readonly enforce?: 'restricted' | 'privileged';
  /** Most that all pods together may request. */
  readonly requests: Amounts;
  /** Most that all pods together may be limited to. */
  readonly limits: Amounts;
  /** Most pods at a time, those of jobs and of updates included. */
  readonly pods: number;
  /** Volume claims, and their size together. */
  readonly claims: { readonly count: number; readonly storage: string };
  /** Load balancers that Services may ask for. @default 0 */
  readonly loadBalancers?: number;
  /** Limit of a container that brings none. @default cpu 500m, memory 256Mi */
  readonly containerDefault?: Amounts;
}

/** A namespace with its Pod Security level, its quota, and limits for containers that bring none. */
export class GuardedNamespace extends Construct {
  constructor(scope: Construct, id: string, props: GuardedNamespaceProps) {
    super(scope, id);
    const { name } = props;
    const enforce = props.enforce ?? 'restricted';
    const quantity = k8s.Quantity.fromString;
    const loadBalancers = props.loadBalancers ?? 0;
    const containerDefault = props.containerDefault ?? { cpu: '500m', memory: '256Mi' };
    demandName('name', name);
    demandAmounts((field) => field, props.requests, props.limits);
    demandCores('containerDefault.cpu', containerDefault.cpu);
    demandBytes('containerDefault.memory', containerDefault.memory);
    const counts = { pods: props.pods, 'claims.count': props.claims.count, loadBalancers };
    for (const [field, count] of Object.entries(counts)) demandWhole(field, count, 0);
    if (props.claims.count > 0) demandBytes('claims.storage', props.claims.storage);
    new k8s.KubeNamespace(this, 'namespace', {
      metadata: {
        name,
        labels: {
          ...labelsOf(name),
          'pod-security.kubernetes.io/enforce': enforce,
          'pod-security.kubernetes.io/audit': 'restricted',
          ...(enforce === 'restricted' ? { 'pod-security.kubernetes.io/warn': 'restricted' } : {}),
          // A pod counts as ready once the load balancer sends to it: an update would outrun the balancer otherwise.
          ...(loadBalancers > 0 ? { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' } : {}),
        },
      },
    });
    new k8s.KubeResourceQuota(this, 'quota', {
      metadata: { name, namespace: name, labels: labelsOf(name) },
      spec: {
        hard: {
          'requests.cpu': quantity(props.requests.cpu),
          'requests.memory': quantity(props.requests.memory),
          'limits.cpu': quantity(props.limits.cpu),
          'limits.memory': quantity(props.limits.memory),
          pods: quantity(String(props.pods)),
          persistentvolumeclaims: quantity(String(props.claims.count)),
          'requests.storage': quantity(props.claims.count > 0 ? props.claims.storage : '0'),
          'services.loadbalancers': quantity(String(loadBalancers)),
          // A load balancer's Service takes a node port for each of its own: HTTP, HTTPS and one to spare.
          'services.nodeports': quantity(String(loadBalancers * 3)),
        },
      },
    });
    new k8s.KubeLimitRange(this, 'limits', {
      metadata: { name, namespace: name, labels: labelsOf(name) },
      spec: {
        limits: [
          {
            type: 'Container',
            defaultRequest: {
              cpu: quantity('50m'),
              memory: quantity('64Mi'),
              'ephemeral-storage': quantity('32Mi'),
            },
            default: { cpu: quantity(containerDefault.cpu), memory: quantity(containerDefault.memory) },
            max: { cpu: quantity('4'), memory: quantity('4Gi') },
          },
        ],
      },
    });
  }
}
