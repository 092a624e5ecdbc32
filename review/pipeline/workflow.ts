import { type Fields, field, fields, items, text } from '../field.ts';
import type { Platform } from '../platform.ts';
import { triggersOf } from './trigger.ts';

/** A job of a workflow, as far as the review reads it. */
export interface Job {
  /** `deploy.yml/build`. */
  readonly name: string;
  readonly fields: Fields;
  /** What its token may do, `contents: read`. */
  readonly permissions: readonly string[];
  /** Secrets of the repository that it mentions. */
  readonly secrets: readonly string[];
  /** Jobs without which it does not begin, also those behind them. */
  readonly after: readonly string[];
  readonly steps: readonly Fields[];
}

/** A workflow of the pipeline. */
export interface Workflow {
  /** Its file, `deploy.yml`. */
  readonly name: string;
  readonly fields: Fields;
  /** What begins it: `push to main`. */
  readonly triggers: readonly string[];
  readonly jobs: ReadonlyMap<string, Job>;
}

/** The workflows of a commit by the names of their files. */
export function workflowsOf({ pipeline }: Platform): Map<string, Workflow> {
  return new Map(
    [...pipeline]
      .filter(([file]) => file.startsWith('workflows/'))
      .map(([file, content]) => workflowIn(file.slice(file.indexOf('/') + 1), fields(content)))
      .map((workflow) => [workflow.name, workflow]),
  );
}

function workflowIn(name: string, content: Fields): Workflow {
  const jobs = Object.entries(fields(content, 'jobs')).map(([id, job]): [string, Job] => [
    id,
    {
      name: `${name}/${id}`,
      fields: fields(job),
      permissions: permissionsOf(field(job, 'permissions') ?? content.permissions),
      secrets: secretsIn(job),
      after: needsOf(id, fields(content, 'jobs')),
      steps: items(job, 'steps').map((step) => fields(step)),
    },
  ]);
  return { name, fields: content, triggers: triggersOf(content.on), jobs: new Map(jobs) };
}

/** Where nobody says what a token may do, the settings of the repository do. */
function permissionsOf(said: unknown): string[] {
  if (said === undefined) return ['whatever the repository gives: write'];
  if (typeof said === 'string') return [said.replace(/^(\w+)-all$/, 'everything: $1')];
  return Object.entries(fields(said)).map(([scope, access]) => `${scope}: ${text(access)}`);
}

/** Secrets by their names; all of them where they are passed on as a whole. The token of the job is none. */
function secretsIn(job: unknown): string[] {
  const words = JSON.stringify(job);
  const named = [...words.matchAll(/\bsecrets\.(\w+)/g)].map(([, name = '']) => name);
  const isAll = /toJSON\(secrets\)|"secrets":"inherit"|\bsecrets\[/i.test(words);
  return [...new Set([...named, ...(isAll ? ['every one'] : [])])].filter((name) => name !== 'GITHUB_TOKEN');
}

function needsOf(id: string, jobs: Fields, seen: ReadonlySet<string> = new Set([id])): string[] {
  const direct = items(jobs[id], 'needs')
    .map((each) => text(each))
    .filter((each) => !seen.has(each));
  const known = new Set([...seen, ...direct]);
  return [...new Set([...direct, ...direct.flatMap((each) => needsOf(each, jobs, known))])];
}
