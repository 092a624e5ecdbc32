import { isDeepStrictEqual } from 'node:util';
import { type Fields, field, text } from './field.ts';

/** A place where two values differ; undefined where one of them has nothing. */
export interface Difference {
  readonly path: string;
  readonly base: unknown;
  readonly head: unknown;
}

/** Where two values differ, leaf by leaf. Items of a list that have names of their own are compared by name, not by place. */
export function differences(base: unknown, head: unknown, path = ''): Difference[] {
  if (isDeepStrictEqual(base, head)) return [];
  const [left, right] = [byKey(base), byKey(head)];
  if (!left || !right) return [{ path, base, head }];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((key) =>
    differences(left[key], right[key], path === '' ? key : `${path}.${key}`),
  );
}

/** A difference in a few words: `replicas 1 → 2`. */
export function described({ path, base, head }: Difference): string {
  return `${path} ${short(base)} → ${short(head)}`;
}

const MOST_DETAILS = 4;

/** Where two values differ in a line: the first few differences, and how many more there are. */
export function differencesInWords(base: unknown, head: unknown): string {
  return counted(differences(base, head).map(described)).join('; ');
}

/** The first few of a list, and how many more there are. */
export function counted(all: readonly string[]): string[] {
  const more = all.length - MOST_DETAILS;
  return [...all.slice(0, MOST_DETAILS), ...(more > 0 ? [`and ${more} more`] : [])];
}

function byKey(value: unknown): Fields | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return value as Fields;
  const names = new Set(value.map((item) => field(item, 'name')).filter((name) => typeof name === 'string'));
  const named = value.length > 0 && names.size === value.length;
  return Object.fromEntries(value.map((item, index) => [named ? text(item, 'name') : String(index), item]));
}

const MOST_CHARACTERS = 60;

function short(value: unknown): string {
  if (value === undefined) return 'nothing';
  const all = typeof value === 'string' ? value : JSON.stringify(value);
  const line = all.replaceAll(/\s+/g, ' ');
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS - 1)}…` : line;
}
