import { isDeepStrictEqual } from 'node:util';
import { type Fields, items, text } from '../field.ts';

/** A step of a job, and what it has become there. */
export interface StepPair {
  readonly base: Fields;
  /** Undefined where it is gone, or in another job. */
  readonly head: Fields | undefined;
}

/** Pairs the steps of a job with those of another version of it. */
export function stepPairs(base: readonly Fields[], head: readonly Fields[]): StepPair[] {
  return base.map((step, place) => ({ base: step, head: counterpart(step, place, base, head) }));
}

/** What a step has become: one without a name that does something else is known by its place. */
function counterpart(
  step: Fields,
  place: number,
  base: readonly Fields[],
  head: readonly Fields[],
): Fields | undefined {
  const same = head.find((other) => isSameStep(step, other));
  const there = head[place];
  if (same || !there || base.some((other) => isSameStep(other, there))) return same;
  const nameless = [step, there].every((each) => each.name === undefined);
  const isAlike = step.run !== undefined ? there.run !== undefined : actionOf(step) === actionOf(there);
  return nameless && isAlike ? there : undefined;
}

/** Whether two steps do the same: by their name, else by what they run. */
export function isSameStep(left: Fields, right: Fields): boolean {
  if (left.name !== undefined && left.name === right.name) return true;
  if (left.run !== undefined) return left.run === right.run;
  return actionOf(left) === actionOf(right) && isDeepStrictEqual(left.with, right.with);
}

function actionOf(step: Fields): string {
  return text(step, 'uses').replace(/@.*$/, '');
}

/** A step as people call it. */
export function stepName(step: Fields): string {
  const [line = ''] = text(step, 'run').split('\n');
  return `step "${text(step, 'name') || actionOf(step) || line}"`;
}

/** Steps that find something, by their words. */
const FINDS = /verify|trivy|scan|lint|typecheck|deadcode|test|valid|review/i;

/** Whether a step is there to find something, and not to do something. */
export function isCheck(step: Fields): boolean {
  return FINDS.test(stepName(step));
}

/** What a step no longer does, or does with something else. */
export function weakerStep(base: Fields, head: Fields): string[] {
  return [
    ...lessRun(text(base, 'run'), text(head, 'run')),
    ...otherInputs(base, head),
    ...(text(base, 'shell') !== text(head, 'shell') ? strangeShell(text(head, 'shell')) : []),
  ].map((what) => `${stepName(base)} ${what}`);
}

/** A shell of one's own need not stop where a command fails. */
export function strangeShell(shell: string): string[] {
  return /^(bash|sh|pwsh|python|)$/.test(shell)
    ? []
    : [`runs by "${shell}": what fails in it need not stop it`];
}

/** Words of programs that find something, and programs and tests of the repository. */
const PROGRAMS =
  /\b(verify|lint|typecheck|deadcode|vitest|review|test|synth)\b|(?<![\w/])(\.ci|scripts|test)\/[\w./-]*\w/g;

/** Options of a program that find something, or vouch for something. */
const OPTIONS = /(?<=\s)--[a-z][\w-]*/g;
const VOUCHES = /\b(verify|publish|sign|attest|lint|test|review)\b/;

/** What ends a script where something is wrong. */
const STOPS = /\bexit (?!0\b)\S+|\$\?|^\s*\[ .*\]\s*$|\bset -\w*e/gm;

const FORGIVEN = /\|\|\s*(true|:|exit 0)\b/;

function lessRun(base: string, head: string): string[] {
  const words = [...matches(base, PROGRAMS), ...(VOUCHES.test(base) ? matches(base, OPTIONS) : [])];
  const kept = new Set([...matches(head, PROGRAMS), ...matches(head, OPTIONS)]);
  const gone = [...new Set(words)].filter((word) => !kept.has(word));
  return [
    ...(gone.length > 0 ? [`does no more: ${gone.join(', ')}`] : []),
    ...(FORGIVEN.test(head) && !FORGIVEN.test(base) ? ['may fail, and nothing stops'] : []),
    ...(matches(head, STOPS).length < matches(base, STOPS).length
      ? ['goes on where something is wrong, as it did not']
      : []),
  ];
}

function matches(run: string, pattern: RegExp): string[] {
  return run.match(pattern)?.map((word) => word.trim()) ?? [];
}

/** Inputs of actions that say what is done with whose rights. */
const DECISIVE =
  /^(repository|ref|run-id|github-token|role-to-assume|image-ref|scan-type|subject-path|exit-code|persist-credentials|trivyignores|(ignore|skip)-.*)$/;

/** Inputs of which every item counts by itself. */
const LISTS = /^(severity|scanners)$/;

function otherInputs(base: Fields, head: Fields): string[] {
  const keys = new Set([...Object.keys(inputsOf(base)), ...Object.keys(inputsOf(head))]);
  return [...keys].flatMap((key) => {
    const [was, is] = [text(inputsOf(base)[key]), text(inputsOf(head)[key])];
    const found = LISTS.test(key)
      ? listed(was).some((item) => !listed(is).includes(item))
      : DECISIVE.test(key) && was !== is;
    return found ? [`has ${key} ${is || 'unset'}, was: ${was || 'unset'}`] : [];
  });
}

function inputsOf(step: Fields): Fields {
  return (items(step, 'with')[0] ?? {}) as Fields;
}

function listed(value: string): string[] {
  return value.split(',').map((item) => item.trim());
}
