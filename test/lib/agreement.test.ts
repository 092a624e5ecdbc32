import { App } from 'cdk8s';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildCharts, type Manifest, objectsOf } from '../../charts-ts/index.ts';
import { type Environment, environments } from '../../lib/environment.ts';
import { ofType, STACKS, type Synthesized, synthesize, type TemplateResource } from './platform.ts';

/** Service accounts of ours with a role, and what each role must be able to do. By hand, from the design. */
const ROLES = {
  'playcode/playcode-app': {
    word: 'app',
    actions: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
    bucket: 'uploads',
  },
  'playcode/mongodb-backup': {
    word: 'backup',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey', 's3:AbortMultipartUpload', 's3:PutObject'],
    bucket: 'backups',
  },
  'playcode/restore-drill': {
    word: 'restore-drill',
    actions: ['kms:Decrypt', 's3:GetObject', 's3:ListBucket'],
    bucket: 'backups',
  },
} as const;

/** Every string in a value, wherever it stands. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(strings);
}

describe.each(Object.values(environments))('the two halves of $name', (environment: Environment) => {
  let aws: Synthesized;
  let resources: Array<[string, TemplateResource]>;
  let manifests: readonly Manifest[];
  beforeAll(async () => {
    aws = await synthesize(environment);
    resources = STACKS.flatMap((stack) => Object.entries(aws.resources(stack)));
    const charts = new App();
    buildCharts(charts, environment);
    manifests = objectsOf(charts);
  });

  const roles = () =>
    resources.filter(
      ([, { Type, Properties }]) => Type === 'AWS::IAM::Role' && Properties.RoleName !== undefined,
    );

  it('annotate service accounts with roles that exist and trust them', () => {
    const annotated = manifests.flatMap(({ kind, metadata }) => {
      const { annotations } = metadata as { annotations?: Readonly<Record<string, string>> };
      const role = annotations?.['eks.amazonaws.com/role-arn'];
      return kind === 'ServiceAccount' && role
        ? [[`${metadata.namespace}/${metadata.name}`, role] as const]
        : [];
    });
    expect(annotated.map(([account]) => account)).toEqual(
      expect.arrayContaining(['playcode/playcode-app', 'playcode/mongodb-backup']),
    );
    for (const [account, arn] of annotated) {
      const { word } = ROLES[account as keyof typeof ROLES];
      expect(arn).toBe(`arn:aws:iam::${environment.account}:role/playcode-${environment.name}-${word}`);
    }
    for (const [account, arn] of annotated) {
      const [, role] =
        roles().find(([, { Properties }]) => arn.endsWith(`role/${Properties.RoleName}`)) ?? [];
      const subject = `system:serviceaccount:${account.replace('/', ':')}`;
      expect(JSON.stringify(role?.Properties.AssumeRolePolicyDocument)).toContain(subject);
    }
  });

  it.each(Object.entries(ROLES))(
    'give %s the actions that it needs, on its bucket',
    (_, { word, actions, bucket }) => {
      const [id] =
        roles().find(
          ([, { Properties }]) => Properties.RoleName === `playcode-${environment.name}-${word}`,
        ) ?? [];
      const statements = resources
        .filter(
          ([, { Type, Properties }]) => Type === 'AWS::IAM::Policy' && Properties.Roles?.[0]?.Ref === id,
        )
        .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
      expect(statements.flatMap(({ Action }) => Action).sort()).toEqual([...actions].sort());
      const arns = statements
        .flatMap(({ Resource }) => strings(Resource))
        .filter((arn) => arn.startsWith('arn:aws:s3:'));
      const name = `playcode-${environment.name}-${bucket}-${environment.account}`;
      expect(
        arns.every((arn) => arn.startsWith(`arn:aws:s3:::${name}`)),
        arns.join(),
      ).toBe(true);
    },
  );

  it('mention only buckets that exist', () => {
    const made = ofType(aws.resources('data'), 'AWS::S3::Bucket').map(
      ([, { Properties }]) => Properties.BucketName,
    );
    const mentioned = strings(manifests).flatMap(
      (text) => text.match(/playcode-\w+-(?:uploads|backups|logs)-\d{12}/g) ?? [],
    );
    expect([...new Set(mentioned)].sort()).toEqual(
      ['backups', 'uploads'].map((word) => `playcode-${environment.name}-${word}-${environment.account}`),
    );
    for (const bucket of mentioned) expect(made).toContain(bucket);
  });

  it('fetch secrets that have a place, and have no place that nobody fetches', () => {
    const places = ofType(aws.resources('data'), 'AWS::SecretsManager::Secret').map(
      ([, { Properties }]) => Properties.Name,
    );
    const fetched = manifests
      .filter(({ kind }) => kind === 'ExternalSecret')
      .flatMap(({ spec }) =>
        (spec as { data: Array<{ remoteRef: { key: string } }> }).data.map(({ remoteRef }) => remoteRef.key),
      );
    expect([...new Set(fetched)].sort()).toEqual([...places].sort());
  });

  it('speak of the same group, storage class, ingress class and issuer', () => {
    const [[, entry] = []] = ofType(aws.resources('access'), 'AWS::EKS::AccessEntry');
    const groups = manifests
      .filter(({ kind }) => kind === 'RoleBinding')
      .flatMap(
        (binding) => (binding as unknown as { subjects: Array<{ kind: string; name: string }> }).subjects,
      )
      .filter(({ kind }) => kind === 'Group')
      .map(({ name }) => name);
    expect(new Set(groups)).toEqual(new Set(['playcode:deployers']));
    expect(entry?.Properties.KubernetesGroups).toEqual(['playcode:deployers']);

    const cluster = strings(Object.values(aws.resources('cluster'))).join();
    const classes = new Set(JSON.stringify(manifests).match(/(?<="storageClassName":")[^"]+/g));
    expect(classes).toEqual(new Set(['gp3']));
    expect(cluster).toContain('"kind":"StorageClass","metadata":{"name":"gp3"');

    const [ingress] = manifests.filter(({ kind }) => kind === 'Ingress');
    expect(ingress).toMatchObject({
      spec: { ingressClassName: 'nginx' },
      metadata: { annotations: { 'cert-manager.io/cluster-issuer': 'letsencrypt' } },
    });
    expect(cluster).toContain('"ingressClassResource":{"name":"nginx"');
    expect(cluster).toContain('"kind":"ClusterIssuer","metadata":{"name":"letsencrypt"');
  });
});
