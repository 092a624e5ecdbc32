import { isDeepStrictEqual } from 'node:util';
import type { Grant } from '../authority/grant.ts';
import type { Consequence } from '../consequence.ts';
import { described, differences } from '../difference.ts';
import { type Fields, field, fields, items, text } from '../field.ts';
import type { Platform } from '../platform.ts';
import { type Job, type Workflow, workflowsOf } from './workflow.ts';

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
      ...begins(before.get(workflow.name), workflow),
      ...movingActions(before.get(workflow.name), workflow, publishers),
      ...compared(before.get(workflow.name), workflow),
    ]),
    ...ignoredFindings(base, head),
  ];
}

/** Events that somebody without rights here may cause, or that are of another branch. */
const OTHERS = /^(pull_request_target|workflow_run|issue_comment|issues|discussion|fork|watch|push)\b/;

function begins(base: Workflow | undefined, head: Workflow): Consequence[] {
  const known = new Set(base?.triggers);
  const gained = head.triggers.filter((trigger) => !known.has(trigger) && OTHERS.test(trigger));
  if (gained.length === 0) return [];
  const because = `begins also on ${gained.join(', ')}, with the rights of its jobs`;
  return [{ fate: 'authority-widened', subject: `workflow ${head.name}`, because }];
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
  const steps = [...head.jobs.values()].flatMap((job) => job.steps);
  const dropped = [...base.jobs].flatMap(([id, job]): Consequence[] =>
    weakened(job, head.jobs.get(id), steps).map((because) => ({
      fate: 'protection-dropped',
      subject: `job ${job.name}`,
      because,
    })),
  );
  const all = differences(base.fields, head.fields).map(described);
  const more = all.length - MOST_DETAILS;
  const because = [...all.slice(0, MOST_DETAILS), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
  return [...dropped, { fate: 'updated-in-place', subject, because }];
}

const MOST_DETAILS = 4;

/** What a job no longer does or waits for; a step may have gone into another job of the workflow. */
function weakened(base: Job, head: Job | undefined, steps: readonly Fields[]): string[] {
  const pairs = base.steps.map((step, place) => [step, counterpart(step, place, base, head)] as const);
  const gone = pairs
    .filter(([step, now]) => !now && !steps.some((other) => isSameStep(step, other)))
    .map(([step]) => `${nameOf(step)} is gone`);
  if (!head) return gone;
  const lost = base.after.filter((job) => !head.after.includes(job));
  return [
    ...gone,
    ...(lost.length > 0 ? [`waits no more for ${lost.join(', ')}`] : []),
    ...unapproved(base, head),
    ...sideBySide(base, head),
    ...tolerated(base.fields, head.fields, 'it'),
    ...tooLate(pairs, head),
    ...pairs.flatMap(([step, now]) =>
      now ? [...tolerated(step, now, nameOf(step)), ...checksLess(step, now)] : [],
    ),
  ];
}

/** Steps that find something, by their words. */
const FINDS = /verify|trivy|scan|lint|typecheck|deadcode|test|valid|review/i;

/** Checks that come after what they were there to stop; among themselves they may change places. */
function tooLate(pairs: readonly (readonly [Fields, Fields | undefined])[], head: Job): string[] {
  const places = pairs.map(([, now]) => (now ? head.steps.indexOf(now) : -1));
  return pairs.flatMap(([step], index) => {
    const place = places[index] ?? -1;
    const passed = pairs.findIndex(
      ([other], at) => at > index && places[at]! >= 0 && places[at]! < place && !FINDS.test(nameOf(other)),
    );
    return passed >= 0 && FINDS.test(nameOf(step))
      ? [`${nameOf(step)} comes after ${nameOf(pairs[passed]![0])}`]
      : [];
  });
}

/** What a step has become in its job: one without a name that runs something else is known by its place. */
function counterpart(step: Fields, place: number, base: Job, head: Job | undefined): Fields | undefined {
  const same = head?.steps.find((other) => isSameStep(step, other));
  const there = head?.steps[place];
  if (same || !there || base.steps.some((other) => isSameStep(other, there))) return same;
  return [step, there].every((each) => each.name === undefined && each.run !== undefined) ? there : undefined;
}

function nameOf(step: Fields): string {
  const [line = ''] = text(step, 'run').split('\n');
  return `step "${text(step, 'name') || text(step, 'uses').replace(/@.*$/, '') || line}"`;
}

function isSameStep(left: Fields, right: Fields): boolean {
  const action = (step: Fields) => text(step, 'uses').replace(/@.*$/, '');
  if (left.name !== undefined && left.name === right.name) return true;
  if (left.run !== undefined) return left.run === right.run;
  return action(left) === action(right) && isDeepStrictEqual(left.with, right.with);
}

function unapproved(base: Job, head: Job): string[] {
  const name = ({ fields: job }: Job) => text(job, 'environment.name') || text(job, 'environment');
  return name(base) !== '' && name(base) !== name(head)
    ? [`waits no more for the approval of environment ${name(base)}`]
    : [];
}

function sideBySide(base: Job, head: Job): string[] {
  const [before, after] = [base, head].map(({ fields: job }) => fields(job, 'concurrency'));
  if (text(before, 'group') === '') return [];
  if (text(before, 'group') !== text(after, 'group')) return ['two of it may run at once'];
  return field(after, 'cancel-in-progress') === true && field(before, 'cancel-in-progress') !== true
    ? ['the next one cuts it off half-way']
    : [];
}

/** What may fail, or be left out, without anybody's stopping for it. */
function tolerated(base: Fields, head: Fields, who: string): string[] {
  return [
    ...(head['continue-on-error'] && !base['continue-on-error']
      ? [`${who} may fail, and nothing stops`]
      : []),
    ...(text(base, 'if') === text(head, 'if') || EVEN_THEN.test(text(head, 'if'))
      ? []
      : [
          `${who} runs if ${text(head, 'if') || 'all before it succeeded'}, was: ${text(base, 'if') || 'if all before it succeeded'}`,
        ]),
  ];
}

/** Conditions that leave nothing out. */
const EVEN_THEN = /^(\$\{\{ *)?(always\(\)|!cancelled\(\))( *\}\})?$/;

/** Words of programs that find something, and settings that make it count. */
const CHECKS = /\b(verify|lint|typecheck|deadcode|vitest|review|test|synth)\b/g;

function checksLess(base: Fields, head: Fields): string[] {
  const words = (step: Fields) => text(step, 'run').match(CHECKS) ?? [];
  const kept = new Set(words(head));
  const gone = [...new Set(words(base))].filter((word) => !kept.has(word));
  const isForgiven = (step: Fields) => /\|\|\s*(true|:|exit 0)\b/.test(text(step, 'run'));
  const settings = ['exit-code', 'severity', 'scanners', 'persist-credentials'].filter(
    (key) => text(base, `with.${key}`) !== text(head, `with.${key}`),
  );
  return [
    ...(gone.length > 0 ? [`${nameOf(base)} does no more: ${gone.join(', ')}`] : []),
    ...(isForgiven(head) && !isForgiven(base) ? [`${nameOf(base)} may fail, and nothing stops`] : []),
    ...settings.map(
      (key) =>
        `${nameOf(base)} has ${key} ${text(head, `with.${key}`) || 'unset'}, was: ${text(base, `with.${key}`) || 'unset'}`,
    ),
  ];
}

/** Findings of Trivy that stop no release any more. */
function ignoredFindings(base: Platform, head: Platform): Consequence[] {
  const ids = ({ pipeline }: Platform) =>
    Object.values(fields(pipeline.get('trivyignore.yaml'))).flatMap((findings) => items(findings));
  const known = new Set(ids(base).map((finding) => text(finding, 'id')));
  return ids(head)
    .filter((finding) => !known.has(text(finding, 'id')))
    .map((finding) => ({
      fate: 'protection-dropped',
      subject: `finding ${text(finding, 'id')}`,
      because: `it stops no release until ${text(finding, 'expired_at') || 'somebody remembers'}: ${text(finding, 'statement') || 'nobody says why'}`,
    }));
}
