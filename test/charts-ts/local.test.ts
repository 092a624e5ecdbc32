import { describe, expect, it } from 'vitest';
import { localObjects } from '../../charts-ts/local.ts';
import { at, find, synthesized } from './synthesized.ts';

const objects = localObjects({});

describe('a local cluster', () => {
  it('has every Secret that production takes from Secrets Manager, key by key', () => {
    const wanted = synthesized()
      .filter((object) => object.kind === 'ExternalSecret')
      .map((object) => [
        `${object.metadata.namespace}/${object.metadata.name}`,
        (at(object, 'spec', 'data') as { secretKey: string }[]).map((entry) => entry.secretKey).sort(),
      ]);
    const made = objects
      .filter((object) => object.kind === 'Secret')
      .map((object) => [
        `${object.metadata.namespace}/${object.metadata.name}`,
        Object.keys(at(object, 'stringData') as object).sort(),
      ]);
    expect(made.sort()).toEqual(wanted.sort());
    expect(objects.filter((object) => object.apiVersion.startsWith('external-secrets.io/'))).toEqual([]);
  });

  it('has other secrets each time, and the same password at both ends', () => {
    const password = (all: typeof objects) =>
      String(at(find(all, 'Secret', 'mongodb'), 'stringData', 'app-password'));
    expect(password(objects)).not.toBe(password(localObjects({})));
    expect(at(find(objects, 'Secret', 'playcode-app'), 'stringData', 'MONGODB_URI')).toBe(
      `mongodb://app:${password(objects)}@mongodb-0.mongodb.playcode.svc.cluster.local:27017/playcode?replicaSet=rs0&authSource=admin`,
    );
  });

  it('has volumes of the same class, and is played at the address that is forwarded', () => {
    expect(find(objects, 'StorageClass', 'gp3').provisioner).toBe('rancher.io/local-path');
    const app = at(find(objects, 'Deployment', 'playcode-app'), 'spec', 'template', 'spec', 'containers', 0);
    expect(at(app, 'image')).toBe('playcode-app:local');
    expect(at(app, 'env')).toContainEqual({ name: 'PUBLIC_URL', value: 'http://localhost:3000' });
  });

  it('is otherwise production, object by object', () => {
    const names = (all: typeof objects) =>
      all
        .filter(
          (object) =>
            !['Secret', 'StorageClass', 'ExternalSecret', 'ClusterSecretStore'].includes(object.kind),
        )
        .map((object) => `${object.kind} ${object.metadata.namespace}/${object.metadata.name}`)
        .sort();
    expect(names(objects)).toEqual(names(synthesized()));
    expect(objects[0]?.kind).toBe('Namespace');
  });
});
