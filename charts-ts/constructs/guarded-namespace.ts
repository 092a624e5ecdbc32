import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { labelsOf } from './labels.ts';
import type { Amounts } from './pod.ts';

/** Properties of a {@link GuardedNamespace}. */
export interface GuardedNamespaceProps {
  readonly name: string;
  /** Pod Security level that admission enforces; `restricted` is always audited. @default 'restricted' */
  readonly enforce?: 'restricted' | 'privileged';
  /** Most that all pods together may request. */
  readonly requests: Amounts;
  /** Most that all pods together may be limited to. */
  readonly limits: Amounts;
  readonly pods: number;
  /** Volume claims, and their size together. */
  readonly claims: { readonly count: number; readonly storage: string };
}

/** A namespace with its Pod Security level, its quota, and limits for containers that bring none. */
export class GuardedNamespace extends Construct {
  constructor(scope: Construct, id: string, props: GuardedNamespaceProps) {
    super(scope, id);
    const { name } = props;
    const enforce = props.enforce ?? 'restricted';
    const quantity = k8s.Quantity.fromString;
    new k8s.KubeNamespace(this, 'namespace', {
      metadata: {
        name,
        labels: {
          ...labelsOf(name),
          'pod-security.kubernetes.io/enforce': enforce,
          'pod-security.kubernetes.io/audit': 'restricted',
          ...(enforce === 'restricted' ? { 'pod-security.kubernetes.io/warn': 'restricted' } : {}),
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
          'requests.storage': quantity(props.claims.storage),
          'services.loadbalancers': quantity(name === 'ingress-nginx' ? '1' : '0'),
          'services.nodeports': quantity(name === 'ingress-nginx' ? '3' : '0'),
        },
      },
    });
    new k8s.KubeLimitRange(this, 'limits', {
      metadata: { name, namespace: name, labels: labelsOf(name) },
      spec: {
        limits: [
          {
            type: 'Container',
            defaultRequest: { cpu: quantity('50m'), memory: quantity('64Mi') },
            default: { cpu: quantity('500m'), memory: quantity('256Mi') },
            max: { cpu: quantity('4'), memory: quantity('4Gi') },
          },
        ],
      },
    });
  }
}
