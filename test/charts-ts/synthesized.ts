import { App } from 'cdk8s';
import { buildCharts, type Manifest, objectsOf } from '../../charts-ts/index.ts';
import { production } from '../../lib/environment.ts';

/** The production environment's objects, made once for all tests of a file. */
export function synthesized(): readonly Manifest[] {
  const app = new App();
  buildCharts(app, production);
  return objectsOf(app);
}

/** The one object of a kind and name. */
export function find(objects: readonly Manifest[], kind: string, name: string, namespace?: string): Manifest {
  const found = objects.filter(
    (object) =>
      object.kind === kind &&
      object.metadata.name === name &&
      (namespace === undefined || object.metadata.namespace === namespace),
  );
  if (found.length !== 1) throw new Error(`found ${found.length} objects ${kind} ${name}, expected 1`);
  return found[0]!;
}

/** The value at a path of keys and indexes below an object. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key],
    value,
  );
}
