import { describe, expect, it } from 'vitest';
import { at, find, synthesized } from './synthesized.ts';

const objects = synthesized();

describe('namespaces', () => {
  it.each([
    ['playcode', 'restricted'],
    ['monitoring', 'privileged'],
    ['ingress-nginx', 'restricted'],
  ])('%s enforces %s and audits restricted', (name, level) => {
    expect(at(find(objects, 'Namespace', name), 'metadata', 'labels')).toMatchObject({
      'pod-security.kubernetes.io/enforce': level,
      'pod-security.kubernetes.io/audit': 'restricted',
    });
    expect(find(objects, 'ResourceQuota', name).metadata.namespace).toBe(name);
    expect(find(objects, 'LimitRange', name).metadata.namespace).toBe(name);
  });

  it('have pods behind the load balancer counted as ready only once it sends to them', () => {
    const gated = ['playcode', 'monitoring', 'ingress-nginx'].filter(
      (name) =>
        at(
          find(objects, 'Namespace', name),
          'metadata',
          'labels',
          'elbv2.k8s.aws/pod-readiness-gate-inject',
        ) === 'enabled',
    );
    expect(gated).toEqual(['ingress-nginx']);
  });

  it.each(['playcode', 'monitoring'])('%s has room for all its pods at their most', (namespace) => {
    const hard = at(find(objects, 'ResourceQuota', namespace), 'spec', 'hard') as Record<string, string>;
    const used = { 'requests.cpu': 0, 'requests.memory': 0, 'limits.cpu': 0, 'limits.memory': 0 };
    const nodes = 9;
    for (const object of objects.filter((candidate) => candidate.metadata.namespace === namespace)) {
      const template =
        at(object, 'spec', 'template') ?? at(object, 'spec', 'jobTemplate', 'spec', 'template');
      if (!template) continue;
      // Four pods of the app and one more while they are replaced.
      const pods = object.kind === 'DaemonSet' ? nodes : object.metadata.name === 'playcode-app' ? 5 : 1;
      for (const container of at(template, 'spec', 'containers') as unknown[]) {
        for (const key of Object.keys(used) as (keyof typeof used)[]) {
          const [side, resource] = key.split('.') as [string, string];
          used[key] += pods * amount(String(at(container, 'resources', side, resource)));
        }
      }
    }
    for (const key of Object.keys(used) as (keyof typeof used)[]) {
      expect(used[key], key).toBeLessThanOrEqual(amount(hard[key]!));
      expect(used[key], key).toBeGreaterThan(0);
    }
  });
});

describe('the pipeline', () => {
  it.each(['playcode', 'monitoring', 'ingress-nginx'])(
    'may apply, but not delete, enter or read secrets in %s',
    (namespace) => {
      const role = find(objects, 'Role', `${namespace}-deployer`, namespace);
      const rules = role.rules as { resources: string[]; verbs: string[] }[];
      const verbs = new Set(rules.flatMap((rule) => rule.verbs));
      expect([...verbs].sort()).toEqual(['create', 'get', 'list', 'patch', 'update', 'watch']);
      const resources = rules.flatMap((rule) => rule.resources);
      for (const forbidden of ['secrets', 'pods/exec', 'roles', 'rolebindings', '*']) {
        expect(resources).not.toContain(forbidden);
      }
      expect(at(find(objects, 'RoleBinding', `${namespace}-deployer`, namespace), 'subjects')).toEqual([
        { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'playcode:deployers' },
      ]);
    },
  );

  it('may apply every kind of object that its charts have', () => {
    const rules = find(objects, 'Role', 'playcode-deployer').rules as {
      resources: string[];
      verbs: string[];
    }[];
    const writable = rules.filter((rule) => rule.verbs.includes('patch')).flatMap((rule) => rule.resources);
    const administrated = ['Role', 'RoleBinding', 'ResourceQuota', 'LimitRange'];
    const kinds = objects
      .filter((object) => object.metadata.namespace && !administrated.includes(object.kind))
      .map((object) => object.kind);
    for (const kind of new Set(kinds)) expect(writable).toContain(plural(kind));
  });
});

describe('secrets', () => {
  it('come from Secrets Manager by External Secrets, none stands in a manifest', () => {
    expect(objects.filter((object) => object.kind === 'Secret')).toEqual([]);
    const external = objects.filter((object) => object.kind === 'ExternalSecret');
    expect(external.map((object) => `${object.metadata.namespace}/${object.metadata.name}`).sort()).toEqual([
      'monitoring/alertmanager',
      'monitoring/grafana',
      'playcode/mongodb',
      'playcode/mongodb-backup',
      'playcode/mongodb-exporter',
      'playcode/playcode-app',
      'playcode/redis',
      'playcode/redis-exporter',
    ]);
    for (const object of external) {
      expect(object.apiVersion).toBe('external-secrets.io/v1');
      expect(at(object, 'spec', 'data', 0, 'remoteRef', 'key')).toBe(
        `playcode/production/${object.metadata.name}`,
      );
    }
  });

  it('are read from the store in the namespaces that have some, and nowhere else', () => {
    expect(find(objects, 'ClusterSecretStore', 'secrets-manager').spec).toEqual({
      conditions: [{ namespaces: ['playcode', 'monitoring'] }],
      provider: { aws: { service: 'SecretsManager', region: 'ap-northeast-2' } },
    });
  });
});

describe('priorities', () => {
  it('put data before the app and the app before what watches it', () => {
    const value = (name: string) => Number(find(objects, 'PriorityClass', name).value);
    expect(value('playcode-data')).toBeGreaterThan(value('playcode-app'));
    expect(value('playcode-app')).toBeGreaterThan(value('playcode-observability'));
  });
});

function amount(text: string): number {
  const [, number, unit] = /^([\d.]+)(m|Mi|Gi)?$/.exec(text) ?? [];
  return Number(number) * { m: 0.001, Mi: 1, Gi: 1024, '': 1 }[unit ?? '']!;
}

function plural(kind: string): string {
  const word = kind.toLowerCase();
  if (word === 'networkpolicy') return 'networkpolicies';
  return word.endsWith('s') ? `${word}es` : `${word}s`;
}
