import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Manifest } from '../../../charts-ts/index.ts';
import { production } from '../../../lib/environment.ts';
import { NAMESPACES, WORKLOADS } from '../../../lib/names.ts';
import { kubectl, kubectlJson, pipelineKubectl, run } from '../../pipeline/cluster.ts';
import { imageArchives } from '../images/images.ts';
import { appImage, RELEASES } from '../images/recipes.ts';
import { entrance } from './entrance.ts';
import { clusterEnvironment, localCharts, localSecrets, writeCharts } from './overrides.ts';
import { programPod } from './program-pod.ts';

/** A program that brings the archive of an image, its one argument, onto the nodes. */
const LOAD = process.env.CLUSTER_LOAD;

/** How long everything may take to become ready. */
const READY_SECONDS = 240;

/** Classes of volumes that the charts name and a cluster at home has not. */
const STORAGE_CLASS: Manifest = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'gp3' },
  provisioner: 'rancher.io/local-path',
  volumeBindingMode: 'WaitForFirstConsumer',
};

/** What the tests have of the platform that runs. */
export interface Platform {
  /** Folder of the manifests that were applied, a folder for each chart. */
  readonly manifests: string;
  /** Certificate of the site, signed by itself. */
  readonly certificate: string;
  /** A kubectl with the pipeline's rights. */
  readonly pipeline: string;
  readonly remove: () => void;
}

/** The platform, brought up as the runbook says: what it lacks is made, what is there stays. */
export async function platform(): Promise<Platform> {
  const folder = mkdtempSync(join(tmpdir(), 'playcode-platform-'));
  const manifests = join(folder, 'dist');
  writeCharts(localCharts(await clusterEnvironment()), manifests);
  const pipeline = pipelineKubectl(folder);
  const isUp = await kubectl('get', 'deployment', WORKLOADS.app, '-n', NAMESPACES.app, '--ignore-not-found');
  if (isUp === '') await bringUp(manifests, pipeline);
  const { data } = await kubectlJson<{ data: Record<string, string> }>(
    ...['get', 'secret', 'ingress-nginx-controller', '-n', NAMESPACES.ingress],
  );
  const certificate = Buffer.from(data['tls.crt'] ?? '', 'base64').toString();
  const remove = () => rmSync(folder, { recursive: true, force: true });
  return { manifests, certificate, pipeline, remove };
}

async function bringUp(manifests: string, pipeline: string): Promise<void> {
  await loadImages();
  const charts = join(manifests, 'platform');
  await kubectl('apply', '--server-side', '-f', join(charts, 'Namespace.*'), '-f', charts);
  if ((await kubectl('get', 'storageclass', 'gp3', '--ignore-not-found')) === '')
    await apply([STORAGE_CLASS]);
  const s3 = join(import.meta.dirname, '..', 'programs', 's3.ts');
  await apply([
    ...localSecrets(),
    ...entrance(certificateFor(production.domain)),
    ...(await programPod({ name: 's3', namespace: 'aws', program: s3 })),
  ]);
  const deploy = await run('scripts/deploy.sh', [appImage(RELEASES.first), manifests], { KUBECTL: pipeline });
  if (deploy.status !== 0) throw new Error(`the first deploy: ${deploy.output}`);
  await everythingReady();
}

async function loadImages(): Promise<void> {
  if (!LOAD) {
    throw new Error(
      'CLUSTER_LOAD is not set: name a program that loads the archive of an image, its argument, into the cluster, for example one that runs kind load image-archive "$1".',
    );
  }
  for (const archive of await imageArchives()) {
    const { status, output } = await run(LOAD, [archive]);
    if (status !== 0) throw new Error(`${LOAD} ${archive}: ${output}`);
  }
}

/** Applies objects as an administrator. */
export async function apply(objects: readonly Manifest[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'playcode-apply-'));
  try {
    const file = join(folder, 'objects.yaml');
    writeFileSync(file, objects.map((object) => stringify(object)).join('---\n'));
    return await kubectl('apply', '--server-side', '--force-conflicts', '-f', file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Waits until every workload has all its pods ready. */
export async function everythingReady(): Promise<void> {
  const kinds = 'deployments,statefulsets,daemonsets';
  const { items } = await kubectlJson<{ items: Manifest[] }>('get', kinds, '--all-namespaces');
  const ours = items.filter(({ metadata }) =>
    Object.values<string>(NAMESPACES).includes(metadata.namespace!),
  );
  await Promise.all(
    ours.map(({ kind, metadata }) =>
      kubectl(
        ...['rollout', 'status', `${kind.toLowerCase()}/${metadata.name}`, '-n', metadata.namespace!],
        `--timeout=${READY_SECONDS}s`,
      ),
    ),
  );
}

function certificateFor(host: string): { readonly certificate: string; readonly key: string } {
  const folder = mkdtempSync(join(tmpdir(), 'playcode-tls-'));
  try {
    const [certificate, key] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
    const pair = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key];
    const name = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
    execFileSync('openssl', ['req', '-x509', ...pair, ...name, '-days', '2', '-out', certificate], {
      stdio: 'ignore',
    });
    return { certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
