import type { Consequence } from '../consequence.ts';
import { type Fields, field, fields, items, text } from '../field.ts';
import type { Workflow } from './workflow.ts';

/** Events that somebody without rights here may cause, or that are of another branch. */
const OTHERS = /^(pull_request_target|workflow_run|issue_comment|issues|discussion|fork|watch|push)\b/;

/** What begins a workflow besides, and what begins it no more. */
export function triggerConsequences(base: Workflow | undefined, head: Workflow): Consequence[] {
  const subject = `workflow ${head.name}`;
  const before = base?.triggers ?? [];
  const writes = [...head.jobs.values()].some((job) =>
    job.permissions.some((each) => each.endsWith(': write')),
  );
  const gained = head.triggers.filter(
    (trigger) =>
      !isAmong(trigger, before) && (OTHERS.test(trigger) || (writes && trigger.startsWith('pull_request'))),
  );
  return [
    ...(gained.length > 0
      ? [
          {
            fate: 'authority-widened',
            subject,
            because: `begins also on ${gained.join(', ')}, with the rights of its jobs`,
          } as const,
        ]
      : []),
    ...(base ? ended(base, head) : []).map(
      (what): Consequence => ({ fate: 'stopped', subject, because: `begins no more ${what}` }),
    ),
  ];
}

function ended(base: Workflow, head: Workflow): string[] {
  const lost = base.triggers.filter((trigger) => !isAmong(trigger, head.triggers));
  const [before, after] = [eventsOf(base.fields.on), eventsOf(head.fields.on)];
  return [
    ...lost.map((trigger) => `on ${trigger}`),
    ...[...after].flatMap(([event, filter]) =>
      before.has(event) ? narrowed(event, fields(before.get(event)), filter) : [],
    ),
  ];
}

/** Whether something begins a workflow by itself, or as part of what does. */
function isAmong(trigger: string, triggers: readonly string[]): boolean {
  return triggers.some((other) => trigger === other || trigger.startsWith(`${other} to `));
}

/** Filters by which an event leaves changes out. */
const LEAVES_OUT = ['paths', 'paths-ignore', 'branches-ignore', 'tags-ignore'];

function narrowed(event: string, base: Fields, head: Fields): string[] {
  const kept = new Set(typesOf(event, head));
  const types = typesOf(event, base).filter((type) => kept.size > 0 && !kept.has(type));
  const filters = LEAVES_OUT.filter((key) => text(base, key) !== text(head, key) && head[key] !== undefined);
  return [
    ...(types.length > 0 ? [`where a ${event} is ${types.join(', ')}`] : []),
    ...filters.map((key) => `on all of ${event}, but by ${key} ${items(head, key).join(', ')}`),
  ];
}

/** What of a pull request begins a workflow that does not say. */
const USUAL = ['opened', 'synchronize', 'reopened'];

function typesOf(event: string, filter: Fields): string[] {
  const said = items(filter, 'types').map((type) => text(type));
  return said.length === 0 && event.startsWith('pull_request') ? USUAL : said;
}

/** The events of a workflow with their filters. */
function eventsOf(on: unknown): Map<string, Fields> {
  return new Map(
    typeof on === 'string' || Array.isArray(on)
      ? items(on).map((event) => [text(event), {}])
      : Object.keys(fields(on)).map((event) => [event, fields(field(on, event))]),
  );
}

/** What begins a workflow, event by event and branch by branch: `push to main`. */
export function triggersOf(on: unknown): string[] {
  return [...eventsOf(on)].flatMap(([event, filter]) => {
    const refs = [...items(filter, 'branches'), ...items(filter, 'tags')].map((ref) => text(ref));
    return refs.length > 0 ? refs.map((ref) => `${event} to ${ref}`) : [event];
  });
}
