import { hoursInWords, hoursOf } from '../duration.ts';
import { type Fields, fields, items, text } from '../field.ts';
import type { Finding } from '../finding.ts';

/** Alerts that are gone, wait for long, or never come. One that says the same under another name is not gone. */
export function alertChanges(base: readonly unknown[], head: readonly unknown[]): Finding[] {
  const before = rulesIn(base, 'alert');
  const after = rulesIn(head, 'alert');
  return [
    ...before.flatMap((rule) => {
      const now =
        after.find((other) => text(other, 'alert') === text(rule, 'alert')) ??
        after.find((other) => text(other, 'expr') === text(rule, 'expr'));
      return now === undefined ? [gone(rule)] : weaker(rule, now);
    }),
    ...unrecorded(base, head),
  ];
}

/** Rules of a kind in files of rules. */
function rulesIn(files: readonly unknown[], kind: 'alert' | 'record'): unknown[] {
  return files
    .flatMap((file) => items(file, 'groups'))
    .flatMap((group) => items(group, 'rules'))
    .filter((rule) => text(rule, kind) !== '');
}

function gone(rule: unknown): Finding {
  return ['stopped', `nobody is told any more: ${text(rule, 'annotations.summary')}`, subjectOf(rule)];
}

function subjectOf(rule: unknown): string {
  return `alert ${text(rule, 'alert')}`;
}

/** Hours within which somebody can still do something. */
const LONG_HOURS = 1;

function weaker(base: unknown, head: unknown): Finding[] {
  const [was, is] = [base, head].map((rule) => hoursOf(text(rule, 'for')) ?? 0) as [number, number];
  const waits = `nobody is told before ${hoursInWords(is)}, was: ${hoursInWords(was)}: ${text(base, 'annotations.summary')}`;
  const asksNothing = `it asks for nothing that is measured, and never comes: ${text(head, 'expr')}`;
  return [
    ...(is > LONG_HOURS && is > 4 * was ? [['stopped', waits, subjectOf(base)] as const] : []),
    ...(metricsIn(base).length > 0 && metricsIn(head).length === 0
      ? [['stopped', asksNothing, subjectOf(base)] as const]
      : []),
  ];
}

/** Words of an expression that are neither of the language nor of a selector. */
function metricsIn(rule: unknown): string[] {
  const words = text(rule, 'expr')
    .replaceAll(/"[^"]*"|\{[^}]*\}|\[[^\]]*\]/g, ' ')
    .replaceAll(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ');
  return [...words.matchAll(/[a-zA-Z_:][\w:]*(?!\s*\(|[\w:])/g)]
    .map(([word]) => word)
    .filter((word) => !/^(and|or|unless|bool|offset|group_left|group_right|by|on|inf|nan)$/i.test(word));
}

/** Series that nobody records any more while an alert still asks for them. */
function unrecorded(base: readonly unknown[], head: readonly unknown[]): Finding[] {
  const named = (rule: unknown) =>
    [text(rule, 'record'), ...Object.entries(labelsOf(rule)).map((label) => label.join('='))].join(' ');
  const kept = new Set(rulesIn(head, 'record').map(named));
  return rulesIn(base, 'record')
    .filter((rule) => !kept.has(named(rule)))
    .flatMap((rule) => {
      const series = text(rule, 'record');
      return rulesIn(head, 'alert')
        .filter((alert) => metricsIn(alert).includes(series) && mayMean(alert, rule))
        .map(
          (alert): Finding => [
            'stopped',
            `it asks for ${named(rule)}, which nobody records any more`,
            subjectOf(alert),
          ],
        );
    });
}

function labelsOf(rule: unknown): Fields {
  return fields(rule, 'labels');
}

/** Whether an expression asks for a series with the labels of a recorded one, or with any. */
function mayMean(alert: unknown, rule: unknown): boolean {
  const name = text(rule, 'record').replaceAll(/[^\w:]/g, '');
  const series = new RegExp(`${name}(?:\\{([^}]*)\\})?`, 'g');
  const isOf = (selector: string) =>
    Object.entries(labelsOf(rule)).every(
      ([label, value]) => !selector.includes(`${label}="`) || selector.includes(`${label}="${text(value)}"`),
    );
  return [...text(alert, 'expr').matchAll(series)].some(([, selector = '']) => isOf(selector));
}
