import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Testing } from 'cdk8s';
import { stringify } from 'yaml';
import { buildCharts, type Manifest } from '../../../charts-ts/index.ts';
import { generateSecrets, type SecretValues } from '../../../charts-ts/secrets.ts';
import { containersOf, podsOf } from '../../../charts-ts/validation/manifest.ts';
import { type Environment, production, secretsOf } from '../../../lib/environment.ts';
import {
  type Principal,
  roleArn,
  SECRETS,
  SERVICE_ACCOUNTS,
  type SecretId,
  VARIABLES,
  WORKLOADS,
  workloadRoleName,
} from '../../../lib/names.ts';
import { kubectlJson } from '../../pipeline/cluster.ts';
import { LOCAL_IMAGES } from '../images/recipes.ts';

/** Seconds in the place of minutes. */
const CALM_SECONDS = 20;
export const SHRINK_PERIOD_SECONDS = 20;

/** Seconds of a drain, and those until the process is killed. */
const DRAIN_SECONDS = 15;
const GRACE_SECONDS = 30;

/**
 * All in which the manifests of a test cluster differ from production's. The rest is the same, byte for byte.
 */
export const OVERRIDES = {
  environment: 'addresses of the API server and of the nodes, as data of the environment',
  images: 'references without their digests; the same names, made from folders where they cannot be pulled',
  secrets: 'Secrets from generateSecrets(), in the place of External Secrets',
  roles: "what EKS' webhook adds to pods with an AWS role, and the address of an S3 in the cluster",
  cpu: 'requests of CPU, so that all fits on two cores',
  calm: `how long load must stay low before the autoscaler gives a pod up: ${CALM_SECONDS} s, and its pause between two: ${SHRINK_PERIOD_SECONDS} s`,
  drain: `how long a pod of the app may take to stop, and deploy.sh waits for that: ${GRACE_SECONDS} s`,
  node: 'folders of the node that an agent reads, where CLUSTER_NODE_FOLDER says that they lie elsewhere',
} as const;

/** Where S3 and STS answer; outside of the closed namespaces, on the port that flows to the outside have. */
const S3_URL = 'http://s3.aws.svc.cluster.local:443';

/** A folder that stands for what a node has below `/var`: `pod-logs`, and what agents keep. */
const NODE_FOLDER = process.env.CLUSTER_NODE_FOLDER;

const TOKEN_FOLDER = '/var/run/secrets/eks.amazonaws.com/serviceaccount';

/** Requests of CPU: four pods of the app and all others fit on two cores. */
const APP_CPU = '250m';
const OTHER_CPU = '10m';

interface Endpoints {
  readonly endpoints: readonly { readonly addresses: readonly [string] }[];
  readonly ports: readonly { readonly port: number }[];
}

/** The production environment at the addresses of the cluster that the tests have. */
export async function clusterEnvironment(): Promise<Environment> {
  const { endpoints, ports } = await kubectlJson<Endpoints>(
    'get',
    'endpointslice',
    'kubernetes',
    '-n',
    'default',
  );
  const { items } = await kubectlJson<{
    items: { status: { addresses: { type: string; address: string }[] } }[];
  }>('get', 'nodes');
  const node = items[0]?.status.addresses.find(({ type }) => type === 'InternalIP')?.address;
  const server = endpoints[0]?.addresses[0];
  const port = ports[0]?.port;
  if (!node || !server || !port)
    throw new Error('the cluster names no node, or no address of its API server');
  return {
    ...production,
    vpcCidr: `${node.split('.').slice(0, 2).join('.')}.0.0/16`,
    apiServer: { cidr: `${server}/32`, port },
  };
}

/** Objects of each chart, overridden. */
export function localCharts(environment: Environment): ReadonlyMap<string, readonly Manifest[]> {
  const app = new App();
  buildCharts(app, environment, LOCAL_IMAGES);
  const charts = app.charts.map((chart) => [chart.node.id, Testing.synth(chart) as Manifest[]] as const);
  return new Map(charts.map(([name, objects]) => [name, override(objects)]));
}

/** The objects with their pods overridden, without those that another controller would have to answer for. */
export function override(objects: readonly Manifest[]): readonly Manifest[] {
  for (const { object, template } of podsOf(objects)) {
    const role = roleOf(template.spec.serviceAccountName);
    const spec = template.spec as unknown as PodSpec;
    if (role !== undefined) addRole(spec, role);
    if (NODE_FOLDER !== undefined) moveNodeFolders(spec, NODE_FOLDER);
    if (object.metadata.name === WORKLOADS.app) shortenDrain(spec);
    for (const container of containersOf(template)) {
      const requests = container.resources?.requests as Record<string, string> | undefined;
      if (requests) requests.cpu = object.metadata.name === WORKLOADS.app ? APP_CPU : OTHER_CPU;
    }
  }
  for (const { kind, spec } of objects as unknown as readonly ScaledObject[]) {
    if (kind !== 'HorizontalPodAutoscaler') continue;
    const { scaleDown } = spec.behavior;
    scaleDown.stabilizationWindowSeconds = CALM_SECONDS;
    for (const policy of scaleDown.policies) policy.periodSeconds = SHRINK_PERIOD_SECONDS;
  }
  return objects.filter(({ apiVersion }) => !apiVersion.startsWith('external-secrets.io/'));
}

/** Writes each object into a file of its own below its chart's folder, as `npm run synth` does. */
export function writeCharts(charts: ReadonlyMap<string, readonly Manifest[]>, folder: string): void {
  for (const [chart, objects] of charts) {
    mkdirSync(join(folder, chart), { recursive: true });
    for (const object of objects) {
      const { name, namespace } = object.metadata;
      const file = [object.kind, ...(chart === 'platform' && namespace ? [namespace] : []), name, 'k8s.yaml'];
      writeFileSync(join(folder, chart, file.join('.')), stringify(object));
    }
  }
}

/** Secrets with fresh values. */
export function localSecrets(): readonly Manifest[] {
  const values = generateSecrets();
  return secretObjects(Object.fromEntries(secretsOf(production.choices).map((id) => [id, values[id]])));
}

/** The Secrets that hold these values. */
export function secretObjects(values: Partial<SecretValues>): readonly Manifest[] {
  return (Object.keys(values) as SecretId[]).map((id) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: SECRETS[id].name, namespace: SECRETS[id].namespace },
    type: 'Opaque',
    stringData: values[id] ?? {},
  }));
}

function roleOf(account: string | undefined): string | undefined {
  const principal = (Object.keys(SERVICE_ACCOUNTS) as Principal[]).find(
    (one) => SERVICE_ACCOUNTS[one].name === account,
  );
  return principal && roleArn(production.account, workloadRoleName(production.name, principal));
}

interface ScaledObject {
  readonly kind: string;
  readonly spec: {
    readonly behavior: {
      readonly scaleDown: {
        stabilizationWindowSeconds: number;
        readonly policies: { periodSeconds: number }[];
      };
    };
  };
}

interface PodSpec {
  terminationGracePeriodSeconds?: number;
  volumes?: { readonly name: string; readonly hostPath?: { path: string } }[];
  readonly containers: { env?: object[]; volumeMounts?: object[] }[];
  readonly initContainers?: { env?: object[]; volumeMounts?: object[] }[];
}

function addRole(spec: PodSpec, role: string): void {
  const token = { audience: 'sts.amazonaws.com', expirationSeconds: 86_400, path: 'token' };
  spec.volumes = [
    ...(spec.volumes ?? []),
    { name: 'aws-iam-token', projected: { sources: [{ serviceAccountToken: token }] } } as { name: string },
  ];
  for (const container of [...(spec.initContainers ?? []), ...spec.containers]) {
    container.env = [
      ...(container.env ?? []),
      { name: 'AWS_ROLE_ARN', value: role },
      { name: 'AWS_WEB_IDENTITY_TOKEN_FILE', value: `${TOKEN_FOLDER}/token` },
      { name: 'AWS_ENDPOINT_URL_S3', value: S3_URL },
      { name: 'AWS_ENDPOINT_URL_STS', value: S3_URL },
    ];
    container.volumeMounts = [
      ...(container.volumeMounts ?? []),
      { name: 'aws-iam-token', mountPath: TOKEN_FOLDER, readOnly: true },
    ];
  }
}

function shortenDrain(spec: PodSpec): void {
  spec.terminationGracePeriodSeconds = GRACE_SECONDS;
  for (const { env } of spec.containers)
    for (const variable of (env ?? []) as { readonly name: string; value?: string }[])
      if (variable.name === VARIABLES.drainSeconds) variable.value = String(DRAIN_SECONDS);
}

function moveNodeFolders(spec: PodSpec, folder: string): void {
  for (const { hostPath } of spec.volumes ?? []) {
    if (hostPath?.path === '/var/log/pods') hostPath.path = `${folder}/pod-logs`;
    if (hostPath?.path.startsWith('/var/lib/'))
      hostPath.path = `${folder}/${hostPath.path.split('/').at(-1)}`;
  }
}
