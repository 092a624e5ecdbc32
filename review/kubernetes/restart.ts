import { isDeepStrictEqual } from 'node:util';
import type { Fate } from '../consequence.ts';
import { text } from '../field.ts';
import type { KubernetesObject } from '../platform.ts';
import { podTemplateOf, replicasOf } from './pod-template.ts';

/** How the pods of a changed workload come to their new template. */
export function restartOf(base: KubernetesObject, head: KubernetesObject): Fate {
  const [before, after] = [podTemplateOf(base), podTemplateOf(head)];
  if (!after || isDeepStrictEqual(before, after)) return 'updated-in-place';
  switch (head.kind) {
    case 'Deployment':
      return stopsAll(head) ? 'restart-with-downtime' : 'rolling-restart';
    case 'StatefulSet':
      if (text(head, 'spec.updateStrategy.type') === 'OnDelete') return 'updated-in-place';
      return replicasOf(head) === 1 ? 'restart-with-downtime' : 'rolling-restart';
    case 'DaemonSet':
      return text(head, 'spec.updateStrategy.type') === 'OnDelete' ? 'updated-in-place' : 'rolling-restart';
    default:
      // Jobs of a CronJob take the new template when they next run.
      return 'updated-in-place';
  }
}

/** Whether a Deployment may stop all its pods before the first new one serves. */
function stopsAll(deployment: KubernetesObject): boolean {
  return (
    text(deployment, 'spec.strategy.type') === 'Recreate' ||
    text(deployment, 'spec.strategy.rollingUpdate.maxUnavailable') === '100%'
  );
}
