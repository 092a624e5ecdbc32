import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Testing } from 'cdk8s';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { buildCharts } from '../../charts-ts/build-charts.ts';
import { production } from '../../lib/environment.ts';
import { kubectl, kubectlJson, type Outcome, pipelineKubectl, removeNamespaces, run } from './cluster.ts';
import { SimulatedNode } from './simulated-node.ts';

const REPOSITORY = `${production.account}.dkr.ecr.${production.region}.amazonaws.com/playcode-app`;
const image = (tag: string) => `${REPOSITORY}:${tag}`;

interface Deployment {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
  readonly spec: {
    readonly replicas: number;
    readonly paused?: boolean;
    readonly template: {
      readonly spec: {
        readonly containers: readonly {
          readonly image: string;
          readonly env: readonly { readonly name: string; readonly value: string }[];
        }[];
      };
    };
  };
  readonly status: { readonly updatedReplicas: number; readonly availableReplicas: number };
}

const NAMESPACES = ['playcode', 'monitoring', 'ingress-nginx'];

/** The script waits for a drain as long as pods may take, also for those that never come. */
const GRACE_SECONDS = 5;

let work = '';
let node: SimulatedNode;

/** Writes the synthesized manifests, with pods that no scheduler takes and without what needs other people's controllers. */
function writeManifests(folder: string, logLevel: string): string {
  const app = new App();
  buildCharts(app, production);
  for (const chart of app.charts) {
    mkdirSync(join(folder, chart.node.id), { recursive: true });
    for (const object of Testing.synth(chart)) {
      if (/external-secrets|cert-manager/.test(object.apiVersion)) continue;
      const pod = object.kind === 'Deployment' ? object.spec.template.spec : undefined;
      if (pod) Object.assign(pod, { schedulerName: 'nobody', terminationGracePeriodSeconds: GRACE_SECONDS });
      const text = stringify(object).replace(/(name: LOG_LEVEL\n\s+value:) info/, `$1 ${logLevel}`);
      writeFileSync(join(folder, chart.node.id, `${object.kind}.${object.metadata.name}.yaml`), text);
    }
  }
  return folder;
}

/** Runs the script on the manifests with a log level, so that image and configuration change together. */
function deploy(tag: string, logLevel: string, variables: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const manifests = writeManifests(join(work, `dist-${logLevel}`), logLevel);
  return run('scripts/deploy.sh', [image(tag), manifests], {
    KUBECTL: pipelineKubectl(work),
    READY_SECONDS: '5',
    ...variables,
  });
}

/** How long pods that the autoscaler adds meanwhile may take to become ready. */
const SETTLING_MS = 30_000;

/** What is live, once as many pods serve as are wanted, or as it is when they do not come. */
async function live() {
  const deadline = Date.now() + SETTLING_MS;
  for (;;) {
    const now = await deployment();
    if (now.serving || Date.now() > deadline) return now;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function deployment() {
  const { metadata, spec, status } = await kubectlJson<Deployment>(
    'get',
    'deployment',
    'playcode-app',
    '-n',
    'playcode',
  );
  const [container] = spec.template.spec.containers;
  return {
    image: container?.image.replace(`${REPOSITORY}:`, ''),
    logLevel: container?.env.find(({ name }) => name === 'LOG_LEVEL')?.value,
    paused: spec.paused ?? false,
    returnTo: metadata.annotations['playcode.gg/return-to'],
    serving:
      status.updatedReplicas === status.availableReplicas && status.availableReplicas === spec.replicas,
  };
}

function settled(tag: string, logLevel: string) {
  return { image: tag, logLevel, paused: false, returnTo: undefined, serving: true };
}

async function replicaSets(): Promise<number> {
  const sets = await kubectlJson<{ items: unknown[] }>(
    ...['get', 'replicasets', '-n', 'playcode', '-l', 'app.kubernetes.io/name=playcode-app'],
  );
  return sets.items.length;
}

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'playcode-deploy-'));
  const manifests = writeManifests(join(work, 'dist'), 'info');
  // By an administrator, and the namespaces first: kubectl takes the files in the order of their names.
  for (const namespace of NAMESPACES) {
    await kubectl('apply', '--server-side', '-f', join(manifests, 'platform', `Namespace.${namespace}.yaml`));
  }
  await kubectl('apply', '--server-side', '-f', join(manifests, 'platform'));
  node = new SimulatedNode('playcode', 'playcode-app');
});

afterAll(async () => {
  await node?.stop();
  await removeNamespaces(...NAMESPACES);
  await kubectl('delete', '--ignore-not-found', '--wait', '-f', join(work, 'dist', 'platform'));
  rmSync(work, { recursive: true, force: true });
});

// In this order: each begins where the one before has left the cluster.
describe('scripts/deploy.sh', { timeout: 300_000 }, () => {
  it('first deploy: applies everything with the new image', async () => {
    const { status, output } = await deploy('v1', 'info');
    expect(output).toContain('deploy: done:');
    expect(status).toBe(0);
    expect(await live()).toEqual(settled('v1', 'info'));
  });

  it('success: image and configuration change in one rollout, jobs follow', async () => {
    const before = await replicaSets();
    node.watch();
    const { status, output } = await deploy('v2', 'debug', { SMOKE: 'true' });
    expect(output).toContain('deploy: done:');
    expect(status).toBe(0);
    expect(await live()).toEqual(settled('v2', 'debug'));
    expect((await replicaSets()) - before).toBe(1);
    expect(node.fewestReady).toBeGreaterThanOrEqual(1);
    expect(await kubectl('get', 'cronjob', 'mongodb-backup', '-n', 'playcode', '-o', 'yaml')).toContain(
      image('v2'),
    );
  });

  it('the same again changes nothing', async () => {
    const before = await replicaSets();
    const { status } = await deploy('v2', 'debug');
    expect(status).toBe(0);
    expect(await live()).toEqual(settled('v2', 'debug'));
    expect(await replicaSets()).toBe(before);
  });

  it('an image that never becomes ready: undone with its configuration, the old version serves throughout', async () => {
    node.watch();
    const { status, output } = await deploy('broken', 'warn');
    expect(status).toBe(1);
    expect(output).toContain('the new pods did not become ready in time; undone');
    expect(await live()).toEqual(settled('v2', 'debug'));
    expect(node.fewestReady).toBeGreaterThanOrEqual(1);
    expect(await kubectl('get', 'cronjob', 'mongodb-backup', '-n', 'playcode', '-o', 'yaml')).toContain(
      image('v2'),
    );
  });

  it('a smoke test that fails: undone', async () => {
    const { status, output } = await deploy('v3', 'warn', { SMOKE: 'echo the lobby is shut; exit 1' });
    expect(status).toBe(1);
    expect(output).toContain('the lobby is shut');
    expect(output).toContain('the smoke test of the live site failed; undone');
    expect(await live()).toEqual(settled('v2', 'debug'));
  });

  it.each(['rollout pause', 'apply', 'set image', 'rollout resume', 'rollout status'])(
    'cut off after "%s": the old version serves, a rerun completes',
    async (command) => {
      const from = (await live()).image === 'v4' ? 'v5' : 'v4';
      node.watch();
      const cut = await deploy(from, 'info', { KUBECTL: pipelineKubectl(work, command) });
      expect(cut.status).toBe(128);
      expect((await deployment()).returnTo).toMatch(/^playcode-app-/);
      const again = await deploy(from, 'info');
      expect(again.output).toContain('completing a deploy that was interrupted');
      expect(again.status).toBe(0);
      expect(await live()).toEqual(settled(from, 'info'));
      expect(node.fewestReady).toBeGreaterThanOrEqual(1);
    },
  );

  it('cut off half-way, and the rerun fails: back to what served before the first run', async () => {
    const before = await live();
    const cut = await deploy('broken', 'error', { KUBECTL: pipelineKubectl(work, 'rollout resume') });
    expect(cut.status).toBe(128);
    const again = await deploy('broken', 'error');
    expect(again.status).toBe(1);
    expect(await live()).toEqual(settled(before.image ?? '', 'info'));
  });

  it('an image of another registry is refused before anything changes', async () => {
    const before = await live();
    const { status, output } = await run(
      'scripts/deploy.sh',
      ['registry.example.invalid/other:v9', join(work, 'dist')],
      {
        KUBECTL: pipelineKubectl(work),
      },
    );
    expect(status).toBe(1);
    expect(output).toContain('uses an image of registry.example.invalid/other');
    expect(await live()).toEqual(before);
  });
});
