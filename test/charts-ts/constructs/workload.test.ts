import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { objectsOf, Workload, type WorkloadProps } from '../../../charts-ts/index.ts';
import { at } from '../synthesized.ts';

const PROPS: WorkloadProps = {
  kind: 'Deployment',
  name: 'web',
  user: 1000,
  containers: [
    {
      name: 'web',
      image: 'registry.example/web:1',
      requests: { cpu: '100m', memory: '64Mi' },
      limits: { cpu: '200m', memory: '128Mi' },
    },
  ],
};

/** Kinds of the objects that a workload consists of. */
function kindsOf(props: Partial<WorkloadProps>): readonly string[] {
  return objectsWith({ ...PROPS, ...props }).map((object) => object.kind);
}

function objectsWith(props: WorkloadProps, nested = false) {
  const app = new App();
  const chart = new Chart(app, nested ? 'other' : 'chart', { namespace: 'shop' });
  const scope = nested ? new Construct(new Construct(chart, 'deeper'), 'down') : chart;
  new Workload(scope, nested ? 'renamed' : 'web', props);
  return objectsOf(app);
}

describe('Workload', () => {
  it('keeps every byte when its construct moves in the tree', () => {
    expect(objectsWith(PROPS, true)).toEqual(objectsWith(PROPS));
  });

  it.each<[string, Partial<WorkloadProps>, boolean]>([
    ['one pod', {}, false],
    ['two pods', { replicas: 2 }, true],
    ['an autoscaler’s pods', { replicas: 'autoscaled' }, true],
    ['an agent of each node', { kind: 'DaemonSet', nodeAgent: { network: false } }, false],
  ])('of %s has a disruption budget: %s', (_, props, expected) => {
    expect(kindsOf(props).includes('PodDisruptionBudget')).toBe(expected);
  });

  it('has a Service only where somebody calls it', () => {
    expect(kindsOf({})).toEqual(['ServiceAccount', 'Deployment']);
    const containers = PROPS.containers.map((one) => ({ ...one, ports: { http: 80 } }));
    expect(kindsOf({ containers, service: { ports: { http: 80 } } })).toEqual([
      'ServiceAccount',
      'Deployment',
      'Service',
    ]);
  });

  it.each<[string, { readonly headless?: boolean; readonly unready?: boolean }, unknown]>([
    ['waits until a pod is ready', {}, undefined],
    ['does not wait where it is told so', { unready: true }, true],
    ['does not wait where each pod has a name', { headless: true }, true],
    ['waits with names, too, where it is told so', { headless: true, unready: false }, undefined],
  ])('by its Service %s', (_, props, expected) => {
    const containers = PROPS.containers.map((one) => ({ ...one, ports: { http: 80 } }));
    const objects = objectsWith({ ...PROPS, containers, service: { ports: { http: 80 }, ...props } });
    expect(at(objects.at(-1), 'spec', 'publishNotReadyAddresses')).toBe(expected);
  });

  it('has the labels of its chart down to its pods, and in another game’s chart nothing of ours', () => {
    const labelled = (labels: Record<string, string>) => {
      const app = new App();
      new Workload(new Chart(app, 'kart', { namespace: 'kart', labels }), 'web', PROPS);
      const [, deployment] = objectsOf(app);
      return [
        at(deployment, 'metadata', 'labels'),
        at(deployment, 'spec', 'template', 'metadata', 'labels'),
      ] as const;
    };
    const own = { 'app.kubernetes.io/name': 'web', 'app.kubernetes.io/managed-by': 'cdk8s' };
    expect(labelled({})).toEqual([own, own]);
    const theirs = { ...own, 'app.kubernetes.io/part-of': 'kart' };
    expect(labelled({ 'app.kubernetes.io/part-of': 'kart' })).toEqual([theirs, theirs]);
  });

  it('leaves the number of pods to an autoscaler', () => {
    const [, deployment] = objectsWith({ ...PROPS, replicas: 'autoscaled' });
    expect(at(deployment, 'spec')).not.toHaveProperty('replicas');
  });

  it('never runs two pods at once where they would disagree', () => {
    const [, deployment] = objectsWith({ ...PROPS, replacement: 'Recreate' });
    expect(at(deployment, 'spec', 'strategy')).toEqual({ type: 'Recreate' });
  });
});
