import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Yaml } from 'cdk8s';
import { type Environment, production, secretsOf } from '../lib/environment.ts';
import { CLUSTER_OBJECTS, PORTS, SECRETS, VARIABLES, WORKLOADS } from '../lib/names.ts';
import { buildCharts } from './build-charts.ts';
import { imageOverrides, imagesOf } from './images.ts';
import { generateSecrets } from './secrets.ts';
import { type Manifest, objectsOf } from './validation/index.ts';
import { containersOf, podsOf } from './validation/manifest.ts';

/** Name of the cluster, and of the app's image in it. */
const CLUSTER = 'playcode';
const IMAGE = `${WORKLOADS.app}:local`;

/** Addresses in a cluster of kind: nodes and API server on Docker's network, pods on kind's own. */
const local: Environment = {
  ...production,
  vpcCidr: '172.16.0.0/12',
  serviceCidr: '10.96.0.0/16',
  apiServer: { cidr: '172.16.0.0/12', port: 6443 },
};

/** Objects that need an AWS account, and what stands for them: Secrets with fresh values, a class of local volumes. */
export function localObjects(variables: Readonly<Record<string, string | undefined>>): readonly Manifest[] {
  const app = new App();
  buildCharts(app, local, imagesOf(local, { app: IMAGE, ...imageOverrides(variables) }));
  const objects = objectsOf(app).filter((object) => !object.apiVersion.startsWith('external-secrets.io/'));
  for (const { template } of podsOf(objects)) {
    for (const container of containersOf(template)) {
      for (const variable of (container.env ?? []) as { name: string; value?: string }[]) {
        if (variable.name === VARIABLES.publicUrl) variable.value = `http://localhost:${PORTS.app}`;
        if (variable.name === VARIABLES.environment) variable.value = 'local';
      }
    }
  }
  const isNamespace = (object: Manifest) => object.kind === 'Namespace';
  return [
    ...objects.filter(isNamespace),
    storageClass(),
    ...secrets(),
    ...objects.filter((object) => !isNamespace(object)),
  ];
}

function storageClass(): Manifest {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: CLUSTER_OBJECTS.storageClass },
    provisioner: 'rancher.io/local-path',
    volumeBindingMode: 'WaitForFirstConsumer',
  };
}

function secrets(): readonly Manifest[] {
  const values = generateSecrets(local.choices);
  return secretsOf(local.choices).map((id) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: SECRETS[id].name, namespace: SECRETS[id].namespace },
    type: 'Opaque',
    stringData: values[id],
  }));
}

function kindConfiguration(): object {
  return {
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    name: CLUSTER,
    networking: { serviceSubnet: local.serviceCidr },
    nodes: [{ role: 'control-plane' }, { role: 'worker' }],
  };
}

function main(): void {
  const folder = join('dist', 'local');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const cluster = join(folder, 'kind.yaml');
  const manifests = join(folder, 'playcode.yaml');
  writeFileSync(cluster, Yaml.stringify(kindConfiguration()));
  writeFileSync(manifests, Yaml.stringify(...localObjects(process.env)), { mode: 0o600 });
  console.log(`Wrote ${cluster} and ${manifests}, with fresh secrets. Now:
  kind create cluster --config ${cluster}
  docker build --file service/Dockerfile --tag ${IMAGE} .
  kind load docker-image ${IMAGE} --name ${CLUSTER}
  kubectl apply --server-side --filename ${manifests}
  kubectl --namespace playcode rollout status deployment/${WORKLOADS.app}
  kubectl --namespace playcode port-forward service/${WORKLOADS.app} ${PORTS.app}
and play at http://localhost:${PORTS.app}.`);
}

if (require.main === module) main();
