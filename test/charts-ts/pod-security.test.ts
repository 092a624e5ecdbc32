import { describe, expect, it } from 'vitest';
import { at, synthesized } from './synthesized.ts';

/** Two agents of the node, and what `restricted` would forbid them. */
const NODE_AGENTS: Readonly<Record<string, readonly string[]>> = {
  promtail: ['runs as root', 'mounts the host'],
  'node-exporter': ['shares host namespaces', 'mounts the host'],
};

const pods = synthesized().flatMap((object) => {
  const template =
    at(object, 'spec', 'template', 'spec') ?? at(object, 'spec', 'jobTemplate', 'spec', 'template', 'spec');
  return template ? [[object.metadata.name, template] as const] : [];
});

/** What `restricted` of the Pod Security Standards would refuse, written from its text. */
function refusals(pod: unknown): string[] {
  const found = new Set<string>();
  const security = at(pod, 'securityContext');
  if (at(security, 'runAsNonRoot') !== true || at(security, 'runAsUser') === 0) found.add('runs as root');
  if (at(security, 'seccompProfile', 'type') !== 'RuntimeDefault') found.add('no seccomp profile');
  if (at(pod, 'hostNetwork') || at(pod, 'hostPID') || at(pod, 'hostIPC')) found.add('shares host namespaces');
  for (const volume of (at(pod, 'volumes') ?? []) as Record<string, unknown>[]) {
    if (volume.hostPath) found.add('mounts the host');
  }
  for (const container of containers(pod)) {
    const context = at(container, 'securityContext');
    if (at(context, 'allowPrivilegeEscalation') !== false) found.add('may gain privileges');
    if (at(context, 'privileged')) found.add('is privileged');
    if (JSON.stringify(at(context, 'capabilities')) !== '{"drop":["ALL"]}') found.add('keeps capabilities');
    if (at(context, 'readOnlyRootFilesystem') !== true) found.add('writes to its root');
  }
  return [...found].sort();
}

function containers(pod: unknown): readonly unknown[] {
  return [...((at(pod, 'initContainers') ?? []) as unknown[]), ...(at(pod, 'containers') as unknown[])];
}

describe('each pod', () => {
  it.each(pods)('%s is as restricted as its work permits', (name, pod) => {
    expect(refusals(pod)).toEqual([...(NODE_AGENTS[name] ?? [])].sort());
  });

  it.each(pods)('%s has requests and limits, and pulls an image only once', (_, pod) => {
    for (const container of containers(pod)) {
      expect(container).toMatchObject({
        imagePullPolicy: 'IfNotPresent',
        resources: {
          requests: { cpu: expect.any(String), memory: expect.any(String) },
          limits: { cpu: expect.any(String), memory: expect.any(String) },
        },
      });
      expect(at(container, 'image')).toMatch(/:[^:/]+$/);
      expect(at(container, 'image')).not.toMatch(/:latest$/);
    }
  });

  it('has a token only if it talks to the API', () => {
    const withToken = pods
      .filter(([, pod]) => at(pod, 'automountServiceAccountToken') !== false)
      .map(([name]) => name);
    expect(withToken.sort()).toEqual(['kube-state-metrics', 'prometheus', 'promtail']);
  });

  it('that is not an agent of its node is spread over zones', () => {
    for (const [name, pod] of pods) {
      const keys = ((at(pod, 'topologySpreadConstraints') ?? []) as { topologyKey: string }[]).map(
        (one) => one.topologyKey,
      );
      if (name in NODE_AGENTS) expect(keys, name).toEqual([]);
      else expect(keys, name).toContain('topology.kubernetes.io/zone');
    }
  });
});
