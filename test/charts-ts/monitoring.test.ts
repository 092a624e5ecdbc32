import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { at, find, synthesized } from './synthesized.ts';

const objects = synthesized();
const container = (object: unknown) => at(object, 'spec', 'template', 'spec', 'containers', 0);

function file(configuration: RegExp, name: string): unknown {
  const found = objects.filter(
    (object) => object.kind === 'ConfigMap' && configuration.test(object.metadata.name),
  );
  expect(found).toHaveLength(1);
  return parse(String(at(found[0], 'data', name)));
}

describe('prometheus', () => {
  const config = file(/^prometheus-[0-9a-f]{10}$/, 'prometheus.yaml');

  it('scrapes every 15 seconds', () => {
    expect(at(config, 'global', 'scrape_interval')).toBe('15s');
  });

  it('scrapes the app, both exporters, and the cluster, and nothing else', () => {
    const jobs = at(config, 'scrape_configs') as { job_name: string }[];
    expect(jobs.map((job) => job.job_name).sort()).toEqual([
      'alertmanager',
      'cadvisor',
      'kube-state-metrics',
      'kubelet',
      'mongodb-exporter',
      'node-exporter',
      'playcode-app',
      'prometheus',
      'redis-exporter',
    ]);
  });

  it('reads kubelets with its own token, never through the API server', () => {
    const jobs = at(config, 'scrape_configs') as Record<string, unknown>[];
    const kubelet = jobs.find((job) => job.job_name === 'cadvisor');
    expect(kubelet).toMatchObject({ scheme: 'https', metrics_path: '/metrics/cadvisor' });
    expect(JSON.stringify(kubelet)).not.toContain('proxy');
    expect(at(find(objects, 'ClusterRole', 'playcode-prometheus'), 'rules')).toEqual([
      { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
    ]);
  });

  it('keeps its samples on a volume', () => {
    expect(
      at(find(objects, 'StatefulSet', 'prometheus'), 'spec', 'volumeClaimTemplates', 0, 'metadata', 'name'),
    ).toBe('data');
  });

  it('has alerts that say what happened and what to do', () => {
    const groups = at(file(/^prometheus-rules-/, 'alerts.yaml'), 'groups') as {
      rules: Record<string, unknown>[];
    }[];
    const rules = groups.flatMap((group) => group.rules).filter((rule) => 'alert' in rule);
    expect(rules.map((rule) => rule.alert)).toEqual(
      expect.arrayContaining([
        'AppDown',
        'TicksLate',
        'MongoDown',
        'RedisDown',
        'BackupTooOld',
        'VolumeFills',
      ]),
    );
    for (const rule of rules) {
      expect(at(rule, 'labels', 'severity')).toMatch(/^(critical|warning)$/);
      expect(at(rule, 'annotations', 'description')).toMatch(/\w/);
      expect(at(rule, 'annotations', 'runbook_url')).toMatch(/^https:\/\/github\.com\/.+\.md#\w+$/);
      expect(rule.expr).not.toContain('$');
    }
  });
});

describe('grafana', () => {
  it('has Prometheus and Loki as data sources', () => {
    expect(at(file(/^grafana-datasources-/, 'datasources.yaml'), 'datasources')).toMatchObject([
      { type: 'prometheus', uid: 'metrics', url: 'http://prometheus:9090' },
      { type: 'loki', uid: 'logs', url: 'http://loki:3100' },
    ]);
  });

  it('leads from a log line to all lines of its room and of its request', () => {
    const [, loki] = at(file(/^grafana-datasources-/, 'datasources.yaml'), 'datasources') as unknown[];
    const fields = at(loki, 'jsonData', 'derivedFields') as { name: string; matcherRegex: string }[];
    const line = '{"level":"info","room":"K7Q2ZD","request":"5f1c-0de5","msg":"room runs here"}';
    const found = fields.map(({ name, matcherRegex }) => [name, new RegExp(matcherRegex).exec(line)?.[1]]);
    expect(found).toEqual([
      ['room', 'K7Q2ZD'],
      ['request', '5f1c-0de5'],
    ]);
    expect(fields[0]).toMatchObject({
      datasourceUid: 'logs',
      url: '{namespace="playcode"} | room="$${__value.raw}"',
    });
  });

  it('has the three dashboards', () => {
    const boards = objects.find((object) => object.metadata.name.startsWith('grafana-dashboards-'));
    expect(Object.keys(at(boards, 'data') as object).sort()).toEqual([
      'application.json',
      'database.json',
      'infrastructure.json',
    ]);
    expect(JSON.stringify(boards).length, 'a ConfigMap may hold 1 MiB').toBeLessThan(900_000);
  });

  it('reads its password from a file and calls nobody at home', () => {
    const env = at(container(find(objects, 'Deployment', 'grafana')), 'env');
    expect(env).toContainEqual({
      name: 'GF_SECURITY_ADMIN_PASSWORD__FILE',
      value: '/run/secrets/grafana/admin-password',
    });
    expect(env).toContainEqual({ name: 'GF_ANALYTICS_REPORTING_ENABLED', value: 'false' });
  });
});

describe('logs', () => {
  it('go from each node to Loki on 3100', () => {
    expect(find(objects, 'DaemonSet', 'promtail').metadata.namespace).toBe('monitoring');
    expect(at(file(/^promtail-/, 'promtail.yaml'), 'clients')).toEqual([
      { url: 'http://loki:3100/loki/api/v1/push' },
    ]);
    expect(at(file(/^loki-/, 'loki.yaml'), 'server', 'http_listen_port')).toBe(3100);
  });

  it('are read by the agent of their own node', () => {
    const env = at(container(find(objects, 'DaemonSet', 'promtail')), 'env');
    expect(env).toEqual([{ name: 'HOSTNAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }]);
    const rules = at(file(/^promtail-/, 'promtail.yaml'), 'scrape_configs', 0, 'relabel_configs');
    expect(rules).toContainEqual({
      source_labels: ['__meta_kubernetes_pod_node_name'],
      target_label: '__host__',
    });
  });
});

describe('alertmanager', () => {
  it('mails the operator by SES on 587, with a password from a file', () => {
    const config = file(/^alertmanager-/, 'alertmanager.yaml');
    expect(at(config, 'global')).toMatchObject({
      smtp_smarthost: 'email-smtp.ap-northeast-2.amazonaws.com:587',
      smtp_auth_password_file: '/etc/alertmanager/smtp-password',
      smtp_require_tls: true,
    });
    expect(at(config, 'receivers', 0, 'email_configs', 0, 'to')).toBe('ops@playcode.gg');
  });
});

describe('kube-state-metrics and node-exporter', () => {
  it('tell when certificates end, from what the API server says of them', () => {
    const resources = at(file(/^kube-state-metrics-/, 'custom-resources.yaml'), 'spec', 'resources');
    expect(resources).toMatchObject([
      {
        groupVersionKind: { group: 'cert-manager.io', version: 'v1', kind: 'Certificate' },
        metrics: [{ name: 'certificate_not_after', each: { gauge: { path: ['status', 'notAfter'] } } }],
      },
    ]);
    const rules = at(find(objects, 'Role', 'playcode-kube-state-metrics'), 'rules');
    expect(rules).toContainEqual({
      apiGroups: ['cert-manager.io'],
      resources: ['certificates'],
      verbs: ['list', 'watch'],
    });
  });

  it('look at our namespaces, and at each node from its own network', () => {
    expect(at(container(find(objects, 'Deployment', 'kube-state-metrics')), 'args')).toContain(
      '--namespaces=playcode,monitoring,ingress-nginx',
    );
    expect(at(find(objects, 'DaemonSet', 'node-exporter'), 'spec', 'template', 'spec', 'hostNetwork')).toBe(
      true,
    );
  });
});
