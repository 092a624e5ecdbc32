import { describe, expect, it } from 'vitest';
import { type Manifest, validateObjects } from '../../charts-ts/index.ts';
import { at, find, synthesized } from './synthesized.ts';

type Writable = { [key: string | number]: Writable };

/** The platform's objects with one of them changed, and what validation says of it. */
function errorsAfter(kind: string, name: string, change: (object: Writable) => void): readonly string[] {
  const objects = synthesized().map((object) => structuredClone(object) as Manifest);
  change(find(objects, kind, name) as unknown as Writable);
  return validateObjects(objects);
}

const pod = (object: Writable): Writable => at(object, 'spec', 'template', 'spec') as Writable;
const container = (object: Writable): Writable => at(pod(object), 'containers', 0) as Writable;

function set(target: Writable, key: string | number, value: unknown): void {
  (target as Record<string | number, unknown>)[key] = value;
}

describe('validation at synthesis', () => {
  it('finds nothing wrong with the platform', () => {
    expect(validateObjects(synthesized())).toEqual([]);
  });

  it.each<[string, string, string, (object: Writable) => void, RegExp]>([
    [
      'a container without a memory limit',
      'Deployment',
      'playcode-app',
      (object) => set(at(container(object), 'resources') as Writable, 'limits', { cpu: '1' }),
      /^Deployment playcode\/playcode-app, container playcode-app: memory has request 512Mi and limit undefined/,
    ],
    [
      'a limit below its request',
      'StatefulSet',
      'redis',
      (object) => set(at(container(object), 'resources', 'limits') as Writable, 'memory', '256Mi'),
      /container redis: memory limit 256Mi is below its request 512Mi/,
    ],
    [
      'a selector that misses its own pods',
      'StatefulSet',
      'mongodb',
      (object) =>
        set(at(object, 'spec', 'selector', 'matchLabels') as Writable, 'app.kubernetes.io/name', 'mongo'),
      /selector .*"mongo".* does not match its own pods' labels/,
    ],
    [
      'a budget over one pod',
      'HorizontalPodAutoscaler',
      'playcode-app',
      (object) => set(at(object, 'spec') as Writable, 'minReplicas', 1),
      /PodDisruptionBudget playcode\/playcode-app: maxUnavailable is 1 over 1 pods, expected 1 over at least 2/,
    ],
    [
      'replicas beside an autoscaler',
      'Deployment',
      'playcode-app',
      (object) => set(at(object, 'spec') as Writable, 'replicas', 2),
      /replicas is 2, expected none, for an autoscaler owns it/,
    ],
    [
      'an autoscaler of nothing',
      'HorizontalPodAutoscaler',
      'playcode-app',
      (object) => set(at(object, 'spec', 'scaleTargetRef') as Writable, 'name', 'app'),
      /its target Deployment app does not exist/,
    ],
    [
      'a Secret that nobody makes',
      'StatefulSet',
      'redis',
      (object) => set(at(pod(object), 'volumes', 1, 'secret') as Writable, 'secretName', 'redis-users'),
      /StatefulSet playcode\/redis: Secret redis-users comes from no ExternalSecret of playcode/,
    ],
    [
      'a key that its Secret does not have',
      'Deployment',
      'redis-exporter',
      (object) =>
        set(at(container(object), 'env', 3, 'valueFrom', 'secretKeyRef') as Writable, 'key', 'PASSWORD'),
      /REDIS_PASSWORD is read from key PASSWORD of Secret redis-exporter, which has no such key/,
    ],
    [
      'a ConfigMap that does not exist',
      'StatefulSet',
      'redis',
      (object) => set(at(pod(object), 'volumes', 0, 'configMap') as Writable, 'name', 'redis-0000000000'),
      /ConfigMap redis-0000000000 does not exist in playcode/,
    ],
    [
      'a service account that does not exist',
      'Deployment',
      'grafana',
      (object) => set(pod(object), 'serviceAccountName', 'default'),
      /ServiceAccount default does not exist in monitoring/,
    ],
    [
      'a mount of no volume',
      'Deployment',
      'grafana',
      (object) => set(at(container(object), 'volumeMounts', 0) as Writable, 'name', 'elsewhere'),
      /it mounts volume elsewhere, which the pod does not have/,
    ],
    [
      'a Service before a closed port',
      'Service',
      'loki',
      (object) => {
        set(at(object, 'spec', 'ports', 0) as Writable, 'port', 3200);
        set(at(object, 'spec', 'ports', 0) as Writable, 'targetPort', 3200);
      },
      /Service monitoring\/loki: no container that it selects has port 3200, found 3100/,
    ],
    [
      'a Service that translates ports',
      'Service',
      'loki',
      (object) => set(at(object, 'spec', 'ports', 0) as Writable, 'port', 80),
      /port 80 leads to 3100, expected the same number/,
    ],
    [
      'an Ingress to nowhere',
      'Ingress',
      'playcode-app',
      (object) =>
        set(
          at(object, 'spec', 'rules', 0, 'http', 'paths', 0, 'backend', 'service', 'port') as Writable,
          'number',
          80,
        ),
      /no Service serves playcode\/playcode-app:80/,
    ],
    [
      'a flow to a port that its receiver lost',
      'Deployment',
      'mongodb-exporter',
      (object) => set(at(container(object), 'ports', 0) as Writable, 'containerPort', 9217),
      /Flows: prometheus → mongoExporter:9216 ends at a port that mongoExporter does not have, found 9217/,
    ],
    [
      'an unresolved value of the AWS half',
      'ServiceAccount',
      'playcode-app',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how an unresolved value looks
      (object) => set(at(object, 'metadata') as Writable, 'annotations', { arn: '${Token[TOKEN.12]}' }),
      /contains the unresolved value \$\{Token\[TOKEN.12\]/,
    ],
  ])('refuses %s', (_, kind, name, change, message) => {
    expect(errorsAfter(kind, name, change)).toEqual(expect.arrayContaining([expect.stringMatching(message)]));
  });

  it('refuses an actor without pods and an object that is there twice', () => {
    const objects = synthesized();
    const without = objects.filter(
      (object) => !(object.kind === 'DaemonSet' && object.metadata.name === 'promtail'),
    );
    expect(validateObjects(without)).toContain('Flows: actor logAgent selects no pods.');
    expect(validateObjects([...objects, objects[0]!])).toContain('Namespace playcode: there are two of it.');
  });
});
