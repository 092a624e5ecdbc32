import { describe, expect, it } from 'vitest';
import { capacityOf } from '../../review/capacity.ts';
import type { KubernetesObject, Platform } from '../../review/platform.ts';

/** A platform of one StatefulSet of three pods, by what a pod asks for. */
function platformOf(requests: object, storage: string): Platform {
  const object: KubernetesObject = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'mongodb', namespace: 'playcode' },
    spec: {
      replicas: 3,
      template: { spec: { containers: [{ name: 'mongodb', resources: { requests } }] } },
      volumeClaimTemplates: [{ spec: { resources: { requests: { storage } } } }],
    },
  };
  return { stacks: new Map(), objects: new Map([['mongodb', object]]), pipeline: new Map() };
}

describe('what a platform asks of its nodes', () => {
  it.each([
    ['powers of two', { cpu: '250m', memory: '512Mi' }, '10Gi', 0.75, 1.5, 30],
    ['powers of ten', { cpu: '2', memory: '500M' }, '10G', 6, 1.397, 27.94],
    ['thousands of thousands', { cpu: '1.5', memory: '1048576k' }, '1T', 4.5, 2.93, 2793.97],
    ['nothing', {}, '1Gi', 0, 0, 3],
  ])('is counted in %s', (_, requests, storage, cores, gib, claimed) => {
    const capacity = capacityOf(platformOf(requests, storage));
    expect(capacity.cpu[0]).toBeCloseTo(cores, 2);
    expect(capacity.memory[0]).toBeCloseTo(gib, 2);
    expect(capacity.storage).toBeCloseTo(claimed, 1);
  });
});
