import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubectl, kubectlJson, pipelineKubectl, removeNamespaces, run } from '../pipeline/cluster.ts';
import { countTable, manifestsIn, synthesize } from './manifests.ts';
import { note } from './record.ts';

/** What the pipeline applies; an administrator has applied `platform` before. */
const CHARTS = ['playcode', 'monitoring', 'ingress-nginx'];

/** Server-side, and a warning is as bad as a refusal. */
const APPLY = ['apply', '--server-side', '--warnings-as-errors'];

/** Stands for a node where a cluster has none, so that DaemonSets make their pods. */
const NODE = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'simulated' } };

const work = mkdtempSync(join(tmpdir(), 'playcode-apply-'));
const dist = join(work, 'dist');
const pipeline = pipelineKubectl(work);

async function asPipeline(...args: readonly string[]): Promise<string> {
  const { status, output } = await run(pipeline, args);
  if (status !== 0) throw new Error(`as the pipeline, kubectl ${args.join(' ')}: ${output}`);
  return output;
}

/** Namespaces first, as the runbook says: kubectl takes files in the order of their names, and most of platform is in a namespace. */
function applyPlatform(): Promise<string> {
  const platform = join(dist, 'platform');
  return kubectl(...APPLY, '-f', join(platform, 'Namespace.*'), '-f', platform);
}

function applyChart(chart: string): Promise<string> {
  return asPipeline(...APPLY, '-f', join(dist, chart));
}

/** The objects that an apply says it has applied, each once. */
function applied(output: string): readonly string[] {
  const titles = [...output.matchAll(/^(\S+) serverside-applied$/gm)].map(([, title]) => title!);
  return [...new Set(titles)].sort();
}

function synthesizedTitles(chart: string): readonly string[] {
  return manifestsIn(dist)
    .filter((manifest) => manifest.chart === chart)
    .map(({ title }) => title)
    .sort();
}

/** Kind, namespace, name and resource version of each synthesized object, a line each. */
async function versions(): Promise<readonly string[]> {
  const columns =
    'custom-columns=KIND:.kind,NAMESPACE:.metadata.namespace,NAME:.metadata.name,VERSION:.metadata.resourceVersion';
  const output = await kubectl('get', '--no-headers', '-R', '-f', dist, '-o', columns);
  return output.trimEnd().split('\n');
}

/** Names the namespace and workload of every pod. */
async function workloadsWithPods(): Promise<readonly string[]> {
  interface Pod {
    readonly metadata: { readonly namespace: string; readonly labels?: Readonly<Record<string, string>> };
  }
  const { items } = await kubectlJson<{ items: Pod[] }>('get', 'pods', '--all-namespaces');
  const ours = items.filter(({ metadata }) => CHARTS.includes(metadata.namespace));
  return [
    ...new Set(
      ours.map(
        ({ metadata }) =>
          `${metadata.namespace}/${metadata.labels?.['app.kubernetes.io/name'] ?? 'unlabelled'}`,
      ),
    ),
  ].sort();
}

/** Writes an object where kubectl can read it. */
function file(object: object): string {
  const path = join(work, 'object.json');
  writeFileSync(path, JSON.stringify(object));
  return path;
}

/** Takes away what a test may have left. */
async function clean(): Promise<void> {
  await removeNamespaces(...CHARTS);
  await kubectl('delete', '--ignore-not-found', '--wait', '-f', join(dist, 'platform'), '-f', file(NODE));
}

beforeAll(async () => {
  synthesize(dist);
  await kubectl(...APPLY, '-f', join(import.meta.dirname, 'crds'));
  await kubectl('wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s');
  await clean();
  if ((await kubectl('get', 'nodes', '--output', 'name')) === '') await kubectl('create', '-f', file(NODE));
});

afterAll(async () => {
  await clean();
  rmSync(work, { recursive: true, force: true });
});

// In this order: a first deployment, and what may happen after it.
describe('the synthesized production manifests, server-side, on a real API server', () => {
  it('has the version that the platform runs', async () => {
    const { serverVersion } = await kubectlJson<{ serverVersion: { major: string; minor: string } }>(
      'version',
    );
    expect(serverVersion).toMatchObject({ major: '1', minor: '35' });
  });

  it('accepts every object of platform from an administrator, without a warning', async () => {
    expect(applied(await applyPlatform())).toEqual(synthesizedTitles('platform'));
  });

  it.each(CHARTS)('accepts every object of %s from the pipeline, without a warning', async (chart) => {
    expect(applied(await applyChart(chart))).toEqual(synthesizedTitles(chart));
  });

  it('has as many objects as there are files', async () => {
    const manifests = manifestsIn(dist);
    console.log(countTable(manifests));
    note('manifests', { accepted: manifests.length });
    expect(await versions()).toHaveLength(manifests.length);
  });

  it('admits the pods of every workload under Pod Security, quotas and limits', async () => {
    for (const job of ['mongodb-backup', 'restore-drill']) {
      await asPipeline('create', 'job', `${job}-now`, '--from', `cronjob/${job}`, '-n', 'playcode');
    }
    await expect
      .poll(workloadsWithPods, { timeout: 60_000, interval: 1_000 })
      .toEqual([
        'monitoring/alertmanager',
        'monitoring/grafana',
        'monitoring/kube-state-metrics',
        'monitoring/loki',
        'monitoring/node-exporter',
        'monitoring/prometheus',
        'monitoring/promtail',
        'playcode/mongodb',
        'playcode/mongodb-backup',
        'playcode/mongodb-exporter',
        'playcode/playcode-app',
        'playcode/redis',
        'playcode/redis-exporter',
        'playcode/restore-drill',
      ]);
  });

  it('changes nothing by a second apply', async () => {
    // Controllers write states for a while after the first one: an apply counts between two equal readings.
    const changedByApply = async () => {
      const before = await versions();
      await applyPlatform();
      for (const chart of CHARTS) await applyChart(chart);
      return (await versions()).filter((line) => !before.includes(line));
    };
    await expect.poll(changedByApply, { timeout: 120_000, interval: 2_000 }).toEqual([]);
  });

  it('shows no difference to what is live, and shows one that is made', async () => {
    expect(await run(pipeline, ['diff', '--server-side', '-f', join(dist, 'playcode')])).toEqual({
      status: 0,
      output: '',
    });
    expect(await kubectl('diff', '--server-side', '-R', '-f', dist)).toBe('');
    const autoscaler = join(dist, 'playcode', 'HorizontalPodAutoscaler.playcode-app.k8s.yaml');
    const changed = join(work, 'changed.yaml');
    writeFileSync(changed, readFileSync(autoscaler, 'utf8').replace('maxReplicas: 4', 'maxReplicas: 5'));
    const { status, output } = await run(pipeline, ['diff', '--server-side', '-f', changed]);
    expect(status).toBe(1);
    expect(output).toMatch(/-\s+maxReplicas: 4\n\+\s+maxReplicas: 5/);
  });
});

describe('Pod Security', () => {
  const tryPrivileged = (namespace: string) => {
    const container = { name: 'intruder', image: 'intruder', securityContext: { privileged: true } };
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'intruder', namespace },
      spec: { containers: [container] },
    };
    return kubectl('create', '--dry-run=server', '-f', file(pod));
  };

  it.each(['playcode', 'ingress-nginx'])('refuses a privileged pod in %s and says why', async (namespace) => {
    await expect(tryPrivileged(namespace)).rejects.toThrow(
      'violates PodSecurity "restricted:latest": privileged (container "intruder" must not set securityContext.privileged=true)',
    );
  });

  it('lets one into monitoring, whose agents read the node', async () => {
    expect(await tryPrivileged('monitoring')).toContain('pod/intruder created (server dry run)');
  });
});

describe('the pipeline', () => {
  /** The answers to questions of the form `verb resource namespace`; `*` stands for all namespaces. */
  async function mayI(questions: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const answers: Record<string, string> = {};
    for (const question of questions) {
      const [verb, resource, namespace] = question.split(' ') as [string, string, string];
      const where = namespace === '*' ? ['--all-namespaces'] : ['--namespace', namespace];
      // kubectl would take what stands behind a slash for a name.
      const [type, subresource] = resource.split('/') as [string, string?];
      const what = subresource ? [type, '--subresource', subresource] : [type];
      const { output } = await run(pipeline, ['auth', 'can-i', verb, ...what, ...where]);
      answers[question] = output.trimEnd().split('\n').at(-1) ?? '';
    }
    return answers;
  }
  const all = (questions: readonly string[], answer: string) =>
    Object.fromEntries(questions.map((question) => [question, answer]));

  it('may roll out and watch', async () => {
    const questions = [
      'patch deployments.apps playcode',
      'patch networkpolicies.networking.k8s.io ingress-nginx',
      'get pods/log playcode',
      'list events monitoring',
    ];
    expect(await mayI(questions)).toEqual(all(questions, 'yes'));
  });

  it('may neither read secrets nor gain rights, delete data, or leave its namespaces', async () => {
    const questions = [
      ...['playcode', 'monitoring', 'ingress-nginx', 'kube-system', 'default', '*'].map(
        (namespace) => `get secrets ${namespace}`,
      ),
      'list secrets playcode',
      'create pods/exec playcode',
      'create pods playcode',
      'create serviceaccounts/token playcode',
      'create roles.rbac.authorization.k8s.io playcode',
      'create rolebindings.rbac.authorization.k8s.io playcode',
      'create clusterroles.rbac.authorization.k8s.io *',
      'create clusterrolebindings.rbac.authorization.k8s.io *',
      'impersonate users *',
      'create namespaces *',
      'patch namespaces *',
      'patch resourcequotas playcode',
      'patch priorityclasses.scheduling.k8s.io *',
      'patch clustersecretstores.external-secrets.io *',
      'delete statefulsets.apps playcode',
      'delete persistentvolumeclaims playcode',
      'get configmaps kube-system',
      'patch deployments.apps kube-system',
      'patch daemonsets.apps kube-system',
      'patch deployments.apps *',
    ];
    expect(await mayI(questions)).toEqual(all(questions, 'no'));
  });

  it('is refused what only an administrator applies', async () => {
    const role = join(dist, 'platform', 'ClusterRole.playcode-prometheus.k8s.yaml');
    await expect(asPipeline(...APPLY, '-f', role)).rejects.toThrow(
      /clusterroles.*is forbidden: User "deploy"/s,
    );
  });
});
