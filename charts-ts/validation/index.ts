import type { Manifest } from './manifest.ts';
import { flowErrors } from './network.ts';
import { portErrors, referenceErrors } from './references.ts';
import { textErrors } from './text.ts';
import { scaleErrors, workloadErrors } from './workloads.ts';

export { type Manifest, objectsOf } from './manifest.ts';

/** All that is wrong with a set of objects, one message each. */
export function validateObjects(objects: readonly Manifest[]): string[] {
  return [workloadErrors, scaleErrors, referenceErrors, portErrors, flowErrors, textErrors].flatMap(
    (check) => [...check(objects)],
  );
}
