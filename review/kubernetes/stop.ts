import type { Consequence } from '../consequence.ts';
import { field, items, text } from '../field.ts';
import { type KubernetesObject, nameOf } from '../platform.ts';
import { containersOf, podTemplateOf, replicasOf } from './pod-template.ts';
import { isSchedule } from './schedule.ts';

/** Seconds after which nobody waits for a rollout any more. */
const LONG_SECONDS = 600;

/** What no longer runs, comes or goes on. */
export function stopConsequences(base: KubernetesObject, head: KubernetesObject): Consequence[] {
  const subject = nameOf(head);
  if (replicasOf(head) === 0 && replicasOf(base) !== 0) {
    return [{ fate: 'stopped', subject, because: 'it wants no pods any more' }];
  }
  if (field(head, 'spec.suspend') === true && field(base, 'spec.suspend') !== true) {
    return [{ fate: 'stopped', subject, because: 'its schedule is suspended' }];
  }
  if (field(head, 'spec.paused') === true && field(base, 'spec.paused') !== true) {
    return [{ fate: 'stopped', subject, because: 'its rollout is paused: no change comes to its pods' }];
  }
  const patience = Number(field(head, 'spec.minReadySeconds') ?? 0);
  if (patience > LONG_SECONDS && patience > Number(field(base, 'spec.minReadySeconds') ?? 0)) {
    return [{ fate: 'stopped', subject, because: `a rollout waits ${patience} s for each of its pods` }];
  }
  if (head.kind !== 'CronJob') return [];
  if (!isSchedule(text(head, 'spec.schedule'))) {
    return [{ fate: 'rejected', subject, because: `"${text(head, 'spec.schedule')}" is no schedule` }];
  }
  const kept = new Set(programsOf(head));
  const gone = programsOf(base).filter((program) => !kept.has(program));
  return gone.map((program) => ({ fate: 'stopped', subject, because: `it runs ${program} no more` }));
}

/** The programs that a job is there to run, with what runs them. */
function programsOf(job: KubernetesObject): string[] {
  return containersOf(podTemplateOf(job) ?? {}).flatMap((container) => {
    const words = [...items(container, 'command'), ...items(container, 'args')].map((word) => text(word));
    const place = words.findIndex((word) => word.startsWith('/programs/'));
    return place < 0 ? [] : [words.slice(0, place + 1).join(' ')];
  });
}
