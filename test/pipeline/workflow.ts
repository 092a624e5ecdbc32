import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A step of a job, as far as the tests read it. */
interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string | boolean>>;
}

/** A job of a workflow, as far as the tests read it. */
export interface Job {
  readonly name: string;
  readonly if?: string;
  readonly needs?: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly environment?: { readonly name: string };
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': boolean };
  readonly steps: readonly Step[];
}

/** A workflow, as far as the tests read it. */
export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** Folder of the workflows, from the root of the repository. */
export const WORKFLOWS = '.github/workflows';

/** Reads a workflow by its file name. */
export function readWorkflow(file: string): Workflow {
  return parse(readFileSync(`${WORKFLOWS}/${file}`, 'utf8')) as Workflow;
}
