import { type FlowTable, flowTable } from '../flows.ts';
import type { Manifest } from './manifest.ts';
import { flowErrors } from './network.ts';
import { quotaErrors } from './quota.ts';
import { portErrors, referenceErrors } from './references.ts';
import { textErrors } from './text.ts';
import { scaleErrors, workloadErrors } from './workloads.ts';

export { type Manifest, objectsOf } from './manifest.ts';

/**
 * All that is wrong with a set of objects, one message each.
 * @param table @default the customer's
 */
export function validateObjects(objects: readonly Manifest[], table: FlowTable = flowTable()): string[] {
  return [
    ...workloadErrors(objects),
    ...scaleErrors(objects),
    ...quotaErrors(objects),
    ...referenceErrors(objects),
    ...portErrors(objects),
    ...flowErrors(objects, table),
    ...textErrors(objects),
  ];
}
