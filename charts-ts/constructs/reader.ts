import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { labelsOf } from './labels.ts';

/** Properties of a {@link Reader}. */
export interface ReaderProps {
  /** The service account that reads. */
  readonly account: { readonly namespace: string; readonly name: string };
  /** Rules in each of these namespaces. */
  readonly namespaced: { readonly namespaces: readonly string[]; readonly rules: readonly k8s.PolicyRule[] };
  /** Rules for objects without a namespace. @default none */
  readonly clusterWide?: readonly k8s.PolicyRule[];
}

/** A service account that reads the Kubernetes API: in named namespaces, and of the cluster only what has none. */
export class Reader extends Construct {
  constructor(scope: Construct, id: string, props: ReaderProps) {
    super(scope, id);
    const { account } = props;
    const subjects = [{ kind: 'ServiceAccount', name: account.name, namespace: account.namespace }];
    const rbac = 'rbac.authorization.k8s.io';
    for (const namespace of props.namespaced.namespaces) {
      const name = `${namespace}-${account.name}`;
      const metadata = { name, namespace, labels: labelsOf(account.name) };
      new k8s.KubeRole(this, `role-${namespace}`, {
        metadata,
        rules: props.namespaced.rules.map((rule) => ({ ...rule })),
      });
      new k8s.KubeRoleBinding(this, `binding-${namespace}`, {
        metadata,
        roleRef: { apiGroup: rbac, kind: 'Role', name },
        subjects,
      });
    }
    if (!props.clusterWide) return;
    const metadata = { name: `playcode-${account.name}`, labels: labelsOf(account.name) };
    new k8s.KubeClusterRole(this, 'cluster-role', {
      metadata,
      rules: props.clusterWide.map((rule) => ({ ...rule })),
    });
    new k8s.KubeClusterRoleBinding(this, 'cluster-binding', {
      metadata,
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: metadata.name },
      subjects,
    });
  }
}
