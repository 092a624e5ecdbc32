import { type Fields, field, fields, items, text } from '../field.ts';
import { isCheck, isSameStep, type StepPair, stepName, stepPairs, strangeShell, weakerStep } from './step.ts';
import type { Job } from './workflow.ts';

/**
 * What a job no longer does or waits for.
 * @param head What it has become; undefined where it is gone.
 * @param jobs All jobs of the workflow: a step may have gone into another one.
 * @param renamed New names of jobs by their old ones.
 */
export function weakened(
  base: Job,
  head: Job | undefined,
  jobs: readonly Job[],
  renamed: ReadonlyMap<string, string>,
): string[] {
  const pairs = stepPairs(base.steps, head?.steps ?? []);
  const steps = jobs.flatMap((job) => job.steps);
  const gone = pairs
    .filter(({ base: step, head: now }) => !now && !steps.some((other) => isSameStep(step, other)))
    .map(({ base: step }) => `${stepName(step)} is gone`);
  if (!head) return gone;
  const lost = base.after.map((job) => renamed.get(job) ?? job).filter((job) => !head.after.includes(job));
  return [
    ...gone,
    ...(lost.length > 0 ? [`waits no more for ${lost.join(', ')}`] : []),
    ...unapproved(base, head),
    ...impersonated(base, head, jobs),
    ...sideBySide(base, head),
    ...tolerated(base.fields, head.fields, 'it', !acts(head)),
    ...otherShell(base.fields, head.fields),
    ...otherValues(fields(base.fields, 'outputs'), fields(head.fields, 'outputs')),
    ...otherValues(fields(base.fields, 'env'), fields(head.fields, 'env')),
    ...tooLate(pairs, head),
    ...pairs.flatMap(({ base: step, head: now }) =>
      now
        ? [
            ...tolerated(step, now, stepName(step), isCheck(step) || !acts(head)),
            ...weakerStep(step, now),
            ...otherValues(fields(step, 'env'), fields(now, 'env')),
          ]
        : [],
    ),
  ];
}

/** Whether a job changes something outside of itself. */
function acts({ permissions, fields: job }: Job): boolean {
  return job.environment !== undefined || permissions.some((what) => what.endsWith(': write'));
}

/** Checks that come after what they were there to stop; among themselves they may change places. */
function tooLate(pairs: readonly StepPair[], head: Job): string[] {
  const places = pairs.map(({ head: now }) => (now ? head.steps.indexOf(now) : -1));
  return pairs.flatMap(({ base: step }, index) => {
    const place = places[index] ?? -1;
    const passed = pairs.find(
      (other, at) => at > index && places[at]! >= 0 && places[at]! < place && !isCheck(other.base),
    );
    return passed && isCheck(step) ? [`${stepName(step)} comes after ${stepName(passed.base)}`] : [];
  });
}

function unapproved(base: Job, head: Job): string[] {
  const name = ({ fields: job }: Job) => text(job, 'environment.name') || text(job, 'environment');
  return name(base) !== '' && name(base) !== name(head)
    ? [`waits no more for the approval of environment ${name(base)}`]
    : [];
}

/** Merges may wait for a job by the name that it shows, whoever has it. */
function impersonated(base: Job, head: Job, jobs: readonly Job[]): string[] {
  const name = ({ name: id, fields: job }: Job) => text(job, 'name') || id;
  return jobs.some((other) => other !== head && name(other) === name(base))
    ? [`another job is called "${name(base)}": merges that wait for it wait for that one`]
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

/** Conditions that leave nothing out. */
const EVEN_THEN = /^(always\(\)|!cancelled\(\)|success\(\) *\|\| *failure\(\))$/;

/** What may fail, be left out, or be done in spite of a failure, without anybody's stopping for it. */
function tolerated(base: Fields, head: Fields, who: string, mayFollowFailure: boolean): string[] {
  const [was, is] = [base, head].map((each) => conditionOf(each)) as [string, string];
  return [
    ...(head['continue-on-error'] && !base['continue-on-error']
      ? [`${who} may fail, and nothing stops`]
      : []),
    ...(was === is || (EVEN_THEN.test(is) && mayFollowFailure)
      ? []
      : [`${who} runs if ${is || 'all before it succeeded'}, was: ${was || 'if all before it succeeded'}`]),
  ];
}

function conditionOf(each: Fields): string {
  return text(each, 'if')
    .trim()
    .replace(/^\$\{\{ *(.*?) *\}\}$/, '$1');
}

/** A shell for every step. */
export function otherShell(base: Fields, head: Fields): string[] {
  const shell = (each: Fields) => text(each, 'defaults.run.shell');
  return shell(base) === shell(head) ? [] : strangeShell(shell(head));
}

/** Variables by which a shell finds or starts other programs. */
const STARTS = /^(PATH|BASH_ENV|ENV|LD_\w+|NODE_OPTIONS|SHELLOPTS)$/;

/** Values that steps are told or tell others, and that are others now. Later versions of something are none. */
export function otherValues(base: Fields, head: Fields): string[] {
  const isVersion = (value: unknown) => /^v?\d+(\.\d+)*$/.test(text(value));
  const changed = Object.keys(base).filter(
    (key) => text(base[key]) !== text(head[key]) && !(isVersion(base[key]) && isVersion(head[key])),
  );
  const started = Object.keys(head).filter((key) => base[key] === undefined && STARTS.test(key));
  return [...changed, ...started].map(
    (key) => `${key} is ${text(head[key]) || 'unset'}, was: ${text(base[key]) || 'unset'}`,
  );
}

/** Steps that come into a job which changes something outside of itself: whatever they run has its rights. */
export function newSteps(base: Job | undefined, head: Job): string[] {
  if (!base || !acts(head)) return [];
  const known = new Set(stepPairs(base.steps, head.steps).map((pair) => pair.head));
  return head.steps.filter((step) => !known.has(step)).map(stepName);
}

/** Machines that GitHub brings. */
const HOSTED = /^(ubuntu|windows|macos)-[\w.-]+$/;

/** On whose machine, and in whose image, a job runs. */
export function foreignMachines(base: Job | undefined, head: Job): string[] {
  const machines = (job: Job | undefined) => [
    ...items(job?.fields, 'runs-on').map((label) => text(label) || JSON.stringify(label)),
    ...items(job?.fields, 'container').map((image) => `image ${text(image, 'image') || text(image)}`),
  ];
  const known = new Set(machines(base));
  return machines(head).filter((machine) => !known.has(machine) && !HOSTED.test(machine));
}
