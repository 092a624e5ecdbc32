import { isDeepStrictEqual } from 'node:util';
import type { Grant } from '../authority/grant.ts';
import type { Consequence } from '../consequence.ts';
import { differencesInWords } from '../difference.ts';
import { fields, text } from '../field.ts';
import type { Platform } from '../platform.ts';
import { unproposedUpdates } from './dependabot.ts';
import { ignoredFindings } from './ignored-finding.ts';
import { foreignMachines, newSteps, otherShell, otherValues, weakened } from './job-change.ts';
import { isSameStep } from './step.ts';
import { triggerConsequences } from './trigger.ts';
import { type Workflow, workflowsOf } from './workflow.ts';

/** What the tokens of the pipeline's jobs may do, and which secrets of the repository they read. */
export function pipelineGrants(platform: Platform): Grant[] {
  return [...workflowsOf(platform).values()].flatMap(({ jobs }) =>
    [...jobs.values()].flatMap(({ name, permissions, secrets }) => [
      ...permissions.map((what): Grant => {
        const alarming = what.endsWith(': write')
          ? { alarming: 'it writes, or signs in, as the pipeline' }
          : {};
        return { who: `job ${name}`, what, when: '', ...alarming };
      }),
      ...secrets.map(
        (secret): Grant => ({
          who: `job ${name}`,
          what: `secret of the repository: ${secret}`,
          when: '',
          alarming: 'whatever runs in it may send it anywhere',
        }),
      ),
    ]),
  );
}

/** What becomes of the pipeline: what begins it, what it checks, and who approves. */
export function pipelineFates(base: Platform, head: Platform): Consequence[] {
  const [before, after] = [workflowsOf(base), workflowsOf(head)];
  const publishers = new Set([...before.values()].flatMap(actionsOf).map(publisherOf));
  return [
    ...[...before.keys()]
      .filter((name) => !after.has(name))
      .map((name): Consequence => ({ fate: 'stopped', subject: `workflow ${name}`, because: 'it is gone' })),
    ...[...after.values()].flatMap((workflow) => [
      ...triggerConsequences(before.get(workflow.name), workflow),
      ...sharedRights(before.get(workflow.name), workflow),
      ...movingActions(before.get(workflow.name), workflow, publishers),
      ...compared(before.get(workflow.name), workflow),
    ]),
    ...ignoredFindings(base, head),
    ...unproposedUpdates(base, head),
  ];
}

function actionsOf({ jobs }: Workflow): string[] {
  return [...jobs.values()]
    .flatMap(({ steps, fields: job }) => [...steps, job])
    .map((each) => text(each, 'uses'))
    .filter((uses) => uses !== '' && !uses.startsWith('./'));
}

function publisherOf(action: string): string {
  return action.split('/')[0] ?? action;
}

function movingActions(
  base: Workflow | undefined,
  head: Workflow,
  publishers: ReadonlySet<string>,
): Consequence[] {
  const known = new Set(base ? actionsOf(base) : []);
  const subject = `workflow ${head.name}`;
  return [...new Set(actionsOf(head))]
    .filter((action) => !known.has(action))
    .flatMap((action): Consequence[] => [
      ...(/@[0-9a-f]{40}$|@sha256:[0-9a-f]{64}$/.test(action)
        ? []
        : [
            {
              fate: 'protection-dropped',
              subject,
              because: `${action} may be another program tomorrow`,
            } as const,
          ]),
      ...(publishers.has(publisherOf(action))
        ? []
        : [
            {
              fate: 'authority-widened',
              subject,
              because: `runs ${action}, the first of ${publisherOf(action)}`,
            } as const,
          ]),
    ]);
}

function compared(base: Workflow | undefined, head: Workflow): Consequence[] {
  const subject = `workflow ${head.name}`;
  if (!base) return [{ fate: 'created', subject, because: 'new' }];
  if (isDeepStrictEqual(base.fields, head.fields)) return [];
  const renamed = renamedJobs(base, head);
  const jobs = [...head.jobs.values()];
  const dropped = [...base.jobs].flatMap(([id, job]): Consequence[] =>
    weakened(job, head.jobs.get(renamed.get(id) ?? id), jobs, renamed).map((because) => ({
      fate: 'protection-dropped',
      subject: `job ${job.name}`,
      because,
    })),
  );
  const everywhere = [
    ...otherShell(base.fields, head.fields),
    ...otherValues(fields(base.fields, 'env'), fields(head.fields, 'env')),
  ].map((because): Consequence => ({ fate: 'protection-dropped', subject, because }));
  const because = differencesInWords(base.fields, head.fields);
  return [...dropped, ...everywhere, { fate: 'updated-in-place', subject, because }];
}

/** Jobs under another name: of those that come, the first that has most of the steps of one that goes. */
function renamedJobs(base: Workflow, head: Workflow): Map<string, string> {
  const come = [...head.jobs].filter(([id]) => !base.jobs.has(id));
  return new Map(
    [...base.jobs]
      .filter(([id]) => !head.jobs.has(id))
      .flatMap(([id, job]) => {
        const found = come.find(([, other]) => {
          const kept = job.steps.filter((step) => other.steps.some((each) => isSameStep(step, each)));
          return kept.length * 2 > job.steps.length;
        });
        return found ? [[id, found[0]] as const] : [];
      }),
  );
}

/** Whoever has the machine on which a job runs, publishes the image in which, or adds a step, has the rights of the job. */
function sharedRights(base: Workflow | undefined, head: Workflow): Consequence[] {
  return [...head.jobs].flatMap(([id, job]) => {
    const before = base?.jobs.get(id);
    return [
      ...foreignMachines(before, job).map((machine) => `runs on ${machine}: whoever has that has its rights`),
      ...newSteps(before, job).map((step) => `${step} is new, and has its rights`),
    ].map((because): Consequence => ({ fate: 'authority-widened', subject: `job ${job.name}`, because }));
  });
}
