import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { DEPLOY_GROUP } from '../../lib/names.ts';
import { labelsOf } from './labels.ts';

/** Reads and writes, but deletes nothing. */
const APPLY = ['get', 'list', 'watch', 'create', 'update', 'patch'];

const READ = ['get', 'list', 'watch'];

/**
 * What the pipeline may do in a namespace: apply the objects of its chart and watch their rollout. It reads no Secret,
 * enters no pod, and changes no Role.
 */
const RULES: readonly k8s.PolicyRule[] = [
  { apiGroups: [''], resources: ['configmaps', 'services', 'serviceaccounts'], verbs: APPLY },
  { apiGroups: ['apps'], resources: ['deployments', 'statefulsets', 'daemonsets'], verbs: APPLY },
  { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: APPLY },
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: APPLY },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: APPLY },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'networkpolicies'], verbs: APPLY },
  { apiGroups: ['gateway.networking.k8s.io'], resources: ['gateways', 'httproutes'], verbs: APPLY },
  { apiGroups: ['external-secrets.io'], resources: ['externalsecrets'], verbs: APPLY },
  { apiGroups: ['apps'], resources: ['replicasets', 'controllerrevisions'], verbs: READ },
  { apiGroups: [''], resources: ['pods', 'pods/log', 'events', 'persistentvolumeclaims'], verbs: READ },
];

/** The pipeline's rights in one namespace. */
export class Deployer extends Construct {
  constructor(scope: Construct, id: string, props: { readonly namespace: string }) {
    super(scope, id);
    const { namespace } = props;
    const name = `${namespace}-deployer`;
    const metadata = { name, namespace, labels: labelsOf(name) };
    new k8s.KubeRole(this, 'role', { metadata, rules: RULES.map((rule) => ({ ...rule })) });
    new k8s.KubeRoleBinding(this, 'binding', {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: DEPLOY_GROUP }],
    });
  }
}
