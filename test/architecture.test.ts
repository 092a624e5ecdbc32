import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Manifest } from '../charts-ts/index.ts';
import { at, find, synthesized } from './charts-ts/synthesized.ts';
import { production, STACKS, synthesize, type TemplateResource } from './lib/platform.ts';

/**
 * The customer's table of the architecture, row by row: each row is found in the templates, the manifests or the
 * workflow. All values are written here by hand.
 */
let resources: readonly TemplateResource[];
let objects: readonly Manifest[];

beforeAll(async () => {
  const platform = await synthesize(production());
  resources = STACKS.flatMap((stack) => Object.values(platform.resources(stack)));
  objects = synthesized();
});

function ofType(type: string): readonly TemplateResource[] {
  return resources.filter((resource) => resource.Type === type);
}

function chart(name: string): TemplateResource {
  const charts = ofType('Custom::AWSCDK-EKS-HelmChart').filter((one) => one.Properties.Chart === name);
  expect(charts, `Helm chart ${name}`).toHaveLength(1);
  return charts[0]!;
}

function container(kind: string, name: string, index = 0): unknown {
  return at(find(objects, kind, name), 'spec', 'template', 'spec', 'containers', index);
}

describe('the AWS rows', () => {
  it('DNS: the zone playcode.gg, and external-dns for the records', () => {
    expect(ofType('AWS::Route53::HostedZone').map((zone) => zone.Properties.Name)).toEqual(['playcode.gg.']);
    chart('external-dns');
  });

  it('VPC: 10.0.0.0/16, public and private subnets, a NAT gateway', () => {
    expect(ofType('AWS::EC2::VPC').map((vpc) => vpc.Properties.CidrBlock)).toEqual(['10.0.0.0/16']);
    const subnets = ofType('AWS::EC2::Subnet').map((subnet) => JSON.stringify(subnet.Properties.Tags));
    expect(subnets.filter((tags) => tags.includes('"Public"'))).toHaveLength(3);
    expect(subnets.filter((tags) => tags.includes('"Private"'))).toHaveLength(3);
    expect(ofType('AWS::EC2::NatGateway').length).toBeGreaterThan(0);
  });

  it('EKS: managed node groups, and the add-ons, network policies enabled', () => {
    expect(ofType('AWS::EKS::Cluster')).toHaveLength(1);
    expect(ofType('AWS::EKS::Nodegroup')).toHaveLength(3);
    const addons = new Map(
      ofType('AWS::EKS::Addon').map(({ Properties }) => [Properties.AddonName, Properties]),
    );
    expect([...addons.keys()].sort()).toEqual(['aws-ebs-csi-driver', 'coredns', 'kube-proxy', 'vpc-cni']);
    expect(JSON.parse(addons.get('vpc-cni').ConfigurationValues)).toMatchObject({
      enableNetworkPolicy: 'true',
    });
    chart('metrics-server');
  });

  it('ingress-nginx namespace: the controller, TLS by cert-manager and Let’s Encrypt', () => {
    expect(chart('ingress-nginx').Properties.Namespace).toBe('ingress-nginx');
    chart('cert-manager');
    expect(JSON.stringify(resources)).toContain('acme-v02.api.letsencrypt.org');
  });

  it('ECR with a lifecycle policy; buckets for uploads and backups; SES', () => {
    const [repository] = ofType('AWS::ECR::Repository');
    expect(repository!.Properties.LifecyclePolicy.LifecyclePolicyText).toContain('expire');
    const buckets = ofType('AWS::S3::Bucket').map((bucket) =>
      JSON.stringify(bucket.Properties.BucketName ?? ''),
    );
    expect(buckets.some((name) => name.includes('uploads'))).toBe(true);
    expect(buckets.some((name) => name.includes('backups'))).toBe(true);
    expect(ofType('AWS::SES::EmailIdentity').map((one) => one.Properties.EmailIdentity)).toEqual([
      'playcode.gg',
    ]);
  });

  it('identity: the GitHub provider, build and deploy by subject, a role for each service account', () => {
    const urls = ofType('AWS::IAM::OIDCProvider').map((provider) => JSON.stringify(provider.Properties.Url));
    expect(urls.some((url) => url.includes('token.actions.githubusercontent.com'))).toBe(true);
    const trustOf = (name: string): string => {
      const roles = ofType('AWS::IAM::Role').filter((role) => role.Properties.RoleName === name);
      expect(roles, name).toHaveLength(1);
      return JSON.stringify(roles[0]!.Properties.AssumeRolePolicyDocument);
    };
    expect(trustOf('playcode-production-build')).toContain('ref:refs/heads/main');
    expect(trustOf('playcode-production-deploy')).toContain('environment:production');
    expect(trustOf('playcode-production-app')).toContain('system:serviceaccount:playcode:playcode-app');
    expect(trustOf('playcode-production-backup')).toContain('system:serviceaccount:playcode:mongodb-backup');
    expect(trustOf('playcode-production-restore-drill')).toContain(
      'system:serviceaccount:playcode:restore-drill',
    );
  });
});

describe('the playcode namespace', () => {
  it('playcode-app: Node.js on 3000, 2 to 4 replicas at 70 % CPU and 80 % memory', () => {
    expect(at(container('Deployment', 'playcode-app'), 'ports')).toContainEqual(
      expect.objectContaining({ containerPort: 3000 }),
    );
    const autoscaler = find(objects, 'HorizontalPodAutoscaler', 'playcode-app');
    expect(at(autoscaler, 'spec')).toMatchObject({ minReplicas: 2, maxReplicas: 4 });
    const targets = (at(autoscaler, 'spec', 'metrics') as object[]).map((metric) => [
      at(metric, 'resource', 'name'),
      at(metric, 'resource', 'target', 'averageUtilization'),
    ]);
    expect(targets).toEqual([
      ['cpu', 70],
      ['memory', 80],
    ]);
    find(objects, 'Service', 'playcode-app');
    find(objects, 'PodDisruptionBudget', 'playcode-app');
    find(objects, 'Ingress', 'playcode-app');
  });

  it.each([
    ['mongodb', 'mongo', '7', 27017, '10Gi'],
    ['redis', 'redis', '7', 6379, '2Gi'],
  ])('%s: a StatefulSet of %s:%s on %i with %s', (name, image, version, port, size) => {
    const set = find(objects, 'StatefulSet', name);
    expect(at(set, 'spec', 'volumeClaimTemplates', 0, 'spec', 'resources', 'requests', 'storage')).toBe(size);
    expect(at(container('StatefulSet', name), 'image')).toMatch(new RegExp(`(^|/)${image}:${version}[.@-]`));
    expect(JSON.stringify(container('StatefulSet', name))).toContain(`"containerPort":${port}`);
  });

  it('Redis appends to a file', () => {
    const configurations = objects.filter(
      ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith('redis-'),
    );
    expect(JSON.stringify(configurations)).toMatch(/appendonly yes/);
  });

  it.each([
    ['mongodb-exporter', 9216],
    ['redis-exporter', 9121],
  ])('%s on %i', (name, port) => {
    expect(JSON.stringify(container('Deployment', name))).toContain(`"containerPort":${port}`);
  });

  it('the backup: daily at 03:00 in Korea, by mongodump, to S3', () => {
    const job = find(objects, 'CronJob', 'mongodb-backup');
    expect(at(job, 'spec')).toMatchObject({ schedule: '0 3 * * *', timeZone: 'Asia/Seoul' });
    expect(
      JSON.stringify(objects.filter(({ metadata }) => metadata.name.startsWith('mongodb-backup-'))),
    ).toContain('mongodump');
    expect(JSON.stringify(job)).toContain('playcode-production-backups-');
  });

  it('denies everything both ways that is not in a policy', () => {
    for (const namespace of ['playcode', 'monitoring', 'ingress-nginx'])
      expect(at(find(objects, 'NetworkPolicy', 'default-deny', namespace), 'spec')).toEqual({
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'],
      });
  });
});

describe('the monitoring namespace', () => {
  it('Prometheus scrapes every 15 seconds', () => {
    const { data } = objects.find(
      ({ kind, metadata }) => kind === 'ConfigMap' && /^prometheus-[0-9a-f]+$/.test(metadata.name),
    ) as unknown as { data: Record<string, string> };
    expect(at(parse(data['prometheus.yaml']!), 'global', 'scrape_interval')).toBe('15s');
  });

  it('Grafana has the three dashboards', () => {
    const { data } = objects.find(({ metadata }) =>
      metadata.name.startsWith('grafana-dashboards-'),
    ) as unknown as {
      data: Record<string, string>;
    };
    const titles = Object.values(data).map((dashboard) => (JSON.parse(dashboard) as { title: string }).title);
    expect(titles.map((title) => title.replace(/^PlayCode\W*/, '')).sort()).toEqual([
      'Application',
      'Database',
      'Infrastructure',
    ]);
  });

  it.each([
    ['StatefulSet', 'prometheus'],
    ['Deployment', 'grafana'],
    ['StatefulSet', 'loki'],
    ['DaemonSet', 'promtail'],
    ['StatefulSet', 'alertmanager'],
    ['Deployment', 'kube-state-metrics'],
    ['DaemonSet', 'node-exporter'],
  ])('a %s %s', (kind, name) => {
    find(objects, kind, name, 'monitoring');
  });
});

describe('the pipeline', () => {
  interface Job {
    readonly needs?: string | readonly string[];
    readonly environment?: unknown;
    readonly steps: readonly { readonly run?: string; readonly uses?: string }[];
  }
  const workflow = parse(readFileSync('.github/workflows/deploy.yml', 'utf8')) as {
    readonly on: unknown;
    readonly jobs: Readonly<Record<string, Job>>;
  };

  it('runs on a push to main in four stages, each after the one before', () => {
    expect(at(workflow.on, 'push', 'branches')).toEqual(['main']);
    expect(Object.keys(workflow.jobs)).toEqual(['lint', 'security', 'build', 'deploy']);
    const needs = Object.values(workflow.jobs).map((job) => [job.needs ?? []].flat());
    expect(needs[0]).toEqual([]);
    expect(needs[1]).toContain('lint');
    expect(needs[2]).toContain('security');
    expect(needs[3]).toContain('build');
  });

  it('scans files and image by Trivy, and deploys behind the production environment by kubectl with a way back', () => {
    const text = (job: string): string => JSON.stringify(workflow.jobs[job]);
    expect(text('security')).toMatch(/trivy.*CRITICAL,HIGH/);
    expect(text('build')).toMatch(/trivy/);
    expect(JSON.stringify(workflow.jobs.deploy!.environment)).toContain('production');
    expect(text('deploy')).toContain('scripts/deploy.sh');
    const script = readFileSync('scripts/deploy.sh', 'utf8');
    for (const command of ['set image', 'rollout status', 'rollout undo']) expect(script).toContain(command);
  });
});
