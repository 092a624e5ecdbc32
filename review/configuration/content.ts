import { parse } from 'yaml';
import type { Consequence } from '../consequence.ts';
import { type Fields, fields, text } from '../field.ts';
import { type Finding, foundIf } from '../finding.ts';
import { type Rename, stem } from '../kubernetes/rename.ts';
import type { KubernetesObject } from '../platform.ts';
import { alertChanges } from './alert-rules.ts';
import { alertmanagerChanges } from './alertmanager.ts';
import { lokiChanges } from './loki.ts';
import { mongodChanges } from './mongod.ts';
import { prometheusChanges } from './prometheus.ts';
import { promtailChanges } from './promtail.ts';
import { redisChanges } from './redis.ts';

/** What other content of a file does, by the file's name. A file that goes is an empty one. */
const RULES: Readonly<Record<string, (base: string, head: string) => readonly Finding[]>> = {
  'prometheus.yaml': (base, head) => prometheusChanges(yaml(base), yaml(head)),
  'alertmanager.yaml': (base, head) => alertmanagerChanges(yaml(base), yaml(head)),
  'loki.yaml': (base, head) => lokiChanges(yaml(base), yaml(head)),
  'promtail.yaml': (base, head) => promtailChanges(yaml(base), yaml(head)),
  'mongod.conf': (base, head) => mongodChanges(yaml(base), yaml(head)),
  'redis.conf': redisChanges,
  'dump.sh': calls('mongodump'),
  'upload.mjs': calls('putFile'),
  'drill.sh': calls('mongorestore'),
};

/** Options by which a program does its work on less. */
const LESS = /--(db=\S+|collection\b|exclude\w*|nsExclude\b|nsInclude\S*|query\b)/g;

/** A program that does no longer what it is for, or does it on less. */
function calls(word: string): (base: string, head: string) => readonly Finding[] {
  const call = new RegExp(`^(?! *(#|//|import )).*\\b${word}[ (].*$`, 'm');
  return (base, head) => {
    const [before, after] = [base, head].map((program) => call.exec(program)?.[0]);
    if (before === undefined) return [];
    if (after === undefined) return [['stopped', `its program calls ${word} no more`]];
    const known: readonly string[] = before.match(LESS) ?? [];
    const less = (after.match(LESS) ?? []).filter((option) => !known.includes(option));
    return foundIf(less.length > 0, 'stopped', `its program calls ${word} for less: ${less.join(', ')}`);
  };
}

/** What a program does otherwise because its configuration has other content; which pods restart for it is said of them. */
export function contentConsequences({ base, head }: Rename): Consequence[] {
  const subject = stem(head);
  const [before, after] = [filesOf(base), filesOf(head)];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => before[name] !== after[name],
  );
  const rules = alertChanges(documentsOf(before), documentsOf(after)).map(([fate, because, own]) => ({
    fate,
    subject: own ?? subject,
    because,
  }));
  const contents = names.flatMap((name): Consequence[] => {
    const [was, is] = [text(before[name]), text(after[name])];
    const found = (RULES[name]?.(was, is) ?? []).map(([fate, because, own]) => ({
      fate,
      subject: own ?? subject,
      because,
    }));
    return [...found, { fate: 'updated-in-place', subject, because: `${name}: ${changedLines(was, is)}` }];
  });
  return [...rules, ...contents];
}

/** What the files of YAML in an object say: rules may stand in any of them. */
function documentsOf(files: Fields): unknown[] {
  return Object.entries(files)
    .filter(([name]) => /\.ya?ml$/.test(name))
    .map(([, content]) => yaml(text(content)));
}

/** The files in an object. */
function filesOf(object: KubernetesObject): Fields {
  return fields(object, 'data');
}

/** What a file of YAML says; nothing where it is none. */
function yaml(content: string): unknown {
  try {
    return parse(content);
  } catch {
    return undefined;
  }
}

const MOST_LINES = 4;
const MOST_CHARACTERS = 80;

/** The lines that go and come, without what only moves. */
function changedLines(base: string, head: string): string {
  const [before, after] = [linesOf(base), linesOf(head)];
  const changed = [
    ...missing(before, after).map((line) => `− ${line}`),
    ...missing(after, before).map((line) => `+ ${line}`),
  ];
  const more = changed.length - MOST_LINES;
  return [
    ...changed.slice(0, MOST_LINES).map((line) => `\`${short(line)}\``),
    ...(more > 0 ? [`and ${more} more lines`] : []),
    ...(changed.length === 0 ? ['the same lines in another order'] : []),
  ].join(', ');
}

function linesOf(content: string): string[] {
  return content.split('\n').map((line) => line.trim());
}

function missing(lines: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0 && line !== '';
  });
}

function short(line: string): string {
  const plain = line.replaceAll('`', "'");
  return plain.length > MOST_CHARACTERS ? `${plain.slice(0, MOST_CHARACTERS - 1)}…` : plain;
}
