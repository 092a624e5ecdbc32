/** A finding of kube-score that stands, and why. */
interface Exception {
  readonly check: string;
  /** Objects as namespace/name; `all` for a decision of the house. */
  readonly objects: 'all' | readonly string[];
  readonly reason: string;
}

/** Every finding that stands. An exception that is no longer needed fails the test. */
export const SCORE_EXCEPTIONS: readonly Exception[] = [
  {
    check: 'container-image-pull-policy',
    objects: 'all',
    reason:
      'Tags are immutable, so a node asks the registry once; a cluster without a registry can run the same charts.',
  },
  {
    check: 'container-security-context-user-group-id',
    objects: [
      'playcode/playcode-app',
      'playcode/mongodb',
      'playcode/mongodb-backup',
      'playcode/restore-drill',
      'playcode/redis',
      'monitoring/grafana',
    ],
    reason: 'The users of the official images, who own the files in them.',
  },
  {
    check: 'container-security-context-user-group-id',
    objects: ['monitoring/promtail'],
    reason: 'The node’s log files belong to root. It has no capability, and writes only its positions.',
  },
  {
    check: 'deployment-replicas',
    objects: [
      'playcode/mongodb-exporter',
      'playcode/redis-exporter',
      'monitoring/kube-state-metrics',
      'monitoring/grafana',
    ],
    reason: 'Two would report everything twice; a minute without them hurts no player.',
  },
  {
    check: 'deployment-has-host-podantiaffinity',
    objects: ['playcode/playcode-app'],
    reason:
      'Spread over zones and nodes by topology constraints, which still place a fourth pod on three nodes.',
  },
  {
    check: 'statefulset-has-servicename',
    objects: ['playcode/redis', 'monitoring/prometheus', 'monitoring/alertmanager', 'monitoring/loki'],
    reason:
      'Nobody names their one pod; a cluster address follows a new pod at once, names in DNS are cached for 30 s.',
  },
  {
    check: 'networkpolicy-targets-pod',
    objects: ['ingress-nginx/ingress-controller', 'ingress-nginx/default-deny'],
    reason: 'Helm installs the controller, its pods are in no file of ours.',
  },
  {
    check: 'networkpolicy-targets-pod',
    objects: ['playcode/mongodb-restore'],
    reason: 'Its pod is made by hand, when somebody restores.',
  },
];
