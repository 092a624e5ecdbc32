import { isDeepStrictEqual } from 'node:util';
import { VARIABLES } from '../../lib/names.ts';
import type { Consequence } from '../consequence.ts';
import { type Fields, field, fields, items, text } from '../field.ts';
import { type KubernetesObject, nameOf } from '../platform.ts';
import { containerPairs } from './container-pair.ts';
import { containersOf, podTemplateOf } from './pod-template.ts';
import { longestPause } from './schedule.ts';
import { claimsOf } from './stored-data.ts';

/** What no longer keeps a rollout, a stop or a lost day from doing harm. */
export function safeguardConsequences(base: KubernetesObject, head: KubernetesObject): Consequence[] {
  const found = [
    ...unasked(base, head),
    ...unwatched(base, head),
    ...cutOff(base, head),
    ...withoutHistory(base, head),
    ...rarer(base, head),
    ...cutShort(base, head),
    ...writable(base, head),
  ];
  return found.map((because) => ({ fate: 'protection-dropped', subject: nameOf(head), because }));
}

/** Containers that count as ready whatever they answer: a rollout goes on with them. */
function unasked(base: KubernetesObject, head: KubernetesObject): string[] {
  return containerPairs(base, head)
    .filter((pair) => tellsReady(pair.base) && !tellsReady(pair.head))
    .map(
      (pair) =>
        `${text(pair.head, 'name')} counts as ready as soon as it runs: a rollout goes on, and is accepted, before it serves`,
    );
}

/** Containers that nobody ends when they hang, and such as are ended while they still start. */
function unwatched(base: KubernetesObject, head: KubernetesObject): string[] {
  return containerPairs(base, head).flatMap((pair) => {
    const lost = (probe: string) =>
      questionOf(pair.base, probe) !== undefined && questionOf(pair.head, probe) === undefined;
    const name = text(pair.head, 'name');
    if (lost('livenessProbe')) return [`${name} is not started anew where it hangs`];
    return lost('startupProbe') ? [`${name} is ended where it takes long to start`] : [];
  });
}

/** Whether a container is asked if it is ready, and not only if it lives. */
function tellsReady(container: Fields): boolean {
  const ready = questionOf(container, 'readinessProbe');
  if (ready === undefined || /^(.*\/)?(true|exit 0|:)$/.test(text(items(ready, 'exec.command').at(-1))))
    return false;
  return (
    text(ready, 'httpGet.path') === '' || !isDeepStrictEqual(ready, questionOf(container, 'livenessProbe'))
  );
}

function questionOf(container: Fields, probe: string): Fields | undefined {
  const asked = Object.entries(fields(container, probe)).filter(([key]) =>
    /^(httpGet|tcpSocket|exec|grpc)$/.test(key),
  );
  return asked.length > 0 ? Object.fromEntries(asked) : undefined;
}

/** Seconds that Kubernetes gives a pod where it does not say how many. */
const USUAL_GRACE = 30;

function graceOf(workload: KubernetesObject): number {
  return Number(field(podTemplateOf(workload), 'spec.terminationGracePeriodSeconds') ?? USUAL_GRACE);
}

/** Pods that are killed before they have done what they do when they stop. */
function cutOff(base: KubernetesObject, head: KubernetesObject): string[] {
  const needed = (workload: KubernetesObject) => {
    const drains = containersOf(podTemplateOf(workload) ?? {})
      .flatMap((container) => items(container, 'env'))
      .filter((each) => text(each, 'name') === VARIABLES.drainSeconds)
      .map((each) => Number(text(each, 'value')));
    return Math.max(...drains, claimsOf(workload).length > 0 ? USUAL_GRACE : 0);
  };
  const [grace, wanted] = [graceOf(head), needed(head)];
  if (grace >= wanted || graceOf(base) < needed(base)) return [];
  return [`a pod is killed after ${grace} s, and may need ${wanted} s to hand over or write what it has`];
}

function withoutHistory(base: KubernetesObject, head: KubernetesObject): string[] {
  const isKept = (workload: KubernetesObject) => field(workload, 'spec.revisionHistoryLimit') !== 0;
  return head.kind === 'Deployment' && isKept(base) && !isKept(head)
    ? ['no earlier release is kept: a deploy that fails has nothing to go back to']
    : [];
}

function rarer(base: KubernetesObject, head: KubernetesObject): string[] {
  const [was, is] = [base, head].map((job) => text(job, 'spec.schedule')) as [string, string];
  if (head.kind !== 'CronJob' || was === is) return [];
  const [before, after] = [longestPause(was), longestPause(is)];
  if (before === undefined || after === undefined || after <= before) return [];
  const often = Number.isFinite(after) ? `it comes after ${after} days at the latest` : 'it never comes';
  return [`${often}, was: after ${before} ${before === 1 ? 'day' : 'days'}`];
}

/** Jobs that are ended before they are done. */
function cutShort(base: KubernetesObject, head: KubernetesObject): string[] {
  const [was, is] = [base, head].map((job) =>
    Number(field(job, 'spec.jobTemplate.spec.activeDeadlineSeconds') ?? Number.POSITIVE_INFINITY),
  ) as [number, number];
  return is < was / 2 ? [`it is ended after ${is} s, done or not, was: after ${was} s`] : [];
}

/** Containers whose files whoever breaks in may change. */
function writable(base: KubernetesObject, head: KubernetesObject): string[] {
  const isSealed = (container: Fields) => field(container, 'securityContext.readOnlyRootFilesystem') === true;
  return containerPairs(base, head)
    .filter((pair) => isSealed(pair.base) && !isSealed(pair.head))
    .map((pair) => `${text(pair.head, 'name')} may change its own program: whoever breaks in, too`);
}
