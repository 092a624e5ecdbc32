import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Environment } from '../../lib/environment.ts';
import { NAMESPACES, WORKLOADS } from '../../lib/names.ts';
import { Deployer } from '../constructs/deployer.ts';
import { SecretStore } from '../constructs/external-secrets.ts';
import { GuardedNamespace } from '../constructs/guarded-namespace.ts';
import { OBSERVED_CUSTOM_KINDS, OBSERVED_KINDS } from '../constructs/kube-state-metrics.ts';
import { CHART_LABELS } from '../constructs/labels.ts';
import { Priorities } from '../constructs/priorities.ts';
import { Reader } from '../constructs/reader.ts';

/** What an administrator applies: namespaces with their limits, rights, priorities and secret store. */
export class PlatformChart extends Chart {
  constructor(scope: Construct, id: string, props: { readonly environment: Environment }) {
    super(scope, id, { disableResourceNameHashes: true, labels: CHART_LABELS });
    new GuardedNamespace(this, NAMESPACES.app, {
      name: NAMESPACES.app,
      requests: { cpu: '6', memory: '8Gi' },
      limits: { cpu: '14', memory: '16Gi' },
      pods: 30,
      claims: { count: 6, storage: '60Gi' },
    });
    // Two agents read the node itself (its logs, its network), which `restricted` forbids.
    new GuardedNamespace(this, NAMESPACES.monitoring, {
      name: NAMESPACES.monitoring,
      enforce: 'privileged',
      requests: { cpu: '3', memory: '6Gi' },
      limits: { cpu: '12', memory: '12Gi' },
      pods: 60,
      claims: { count: 4, storage: '60Gi' },
    });
    new GuardedNamespace(this, NAMESPACES.ingress, {
      name: NAMESPACES.ingress,
      requests: { cpu: '2', memory: '2Gi' },
      limits: { cpu: '6', memory: '4Gi' },
      pods: 12,
      claims: { count: 0, storage: '0' },
      loadBalancers: 1,
      containerDefault: { cpu: '1', memory: '512Mi' },
    });
    new Priorities(this, 'priorities');
    new SecretStore(this, 'secret-store', props);
    for (const namespace of Object.values(NAMESPACES)) {
      new Deployer(this, `deployer-${namespace}`, { namespace });
    }
    this.readers(props.environment);
  }

  private readers(environment: Environment): void {
    const logAgent = environment.choices?.logAgent === 'alloy' ? WORKLOADS.alloy : WORKLOADS.promtail;
    const all = Object.values(NAMESPACES);
    const account = (name: string) => ({ namespace: NAMESPACES.monitoring, name });
    const pods = [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }];
    new Reader(this, WORKLOADS.prometheus, {
      account: account(WORKLOADS.prometheus),
      namespaced: { namespaces: [NAMESPACES.app, NAMESPACES.monitoring], rules: pods },
      clusterWide: [
        { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch'] },
        { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
      ],
    });
    new Reader(this, logAgent, {
      account: account(logAgent),
      namespaced: { namespaces: all, rules: pods },
    });
    new Reader(this, WORKLOADS.kubeStateMetrics, {
      account: account(WORKLOADS.kubeStateMetrics),
      namespaced: {
        namespaces: all,
        rules: Object.entries({ ...OBSERVED_KINDS, ...OBSERVED_CUSTOM_KINDS }).map(([group, resources]) => ({
          apiGroups: [group],
          resources: [...resources],
          verbs: ['list', 'watch'],
        })),
      },
      clusterWide: [
        { apiGroups: [''], resources: ['nodes'], verbs: ['list', 'watch'] },
        // Custom kinds are looked up by their definitions.
        {
          apiGroups: ['apiextensions.k8s.io'],
          resources: ['customresourcedefinitions'],
          verbs: ['list', 'watch'],
        },
      ],
    });
  }
}
