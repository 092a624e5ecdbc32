import { type Fields, fields, text } from '../../field.ts';
import type { Finding } from '../../finding.ts';
import { readable } from '../../intrinsic.ts';
import type { Rule } from './rule.ts';

/** What a chart of others was given. */
export function valuesOf(chart: Fields): Fields {
  try {
    return fields(JSON.parse(readable(chart.Values)));
  } catch {
    return {};
  }
}

/** A finding if a value of one chart was so, and is said to be otherwise: all that are asked about are so where nothing is said. */
export function was(chart: string, path: string, value: string, ...finding: Finding): Rule {
  return ofChart(chart, (base, head) =>
    text(base, path) === value && ![value, ''].includes(text(head, path)) ? [finding] : [],
  );
}

/** A finding if a value of one chart is so, and was not before. */
export function becomes(chart: string, path: string, value: string, ...finding: Finding): Rule {
  return ofChart(chart, (base, head) =>
    text(base, path) !== value && text(head, path) === value ? [finding] : [],
  );
}

export function ofChart(chart: string, rule: Rule): Rule {
  return (base, head) => (text(head, 'Chart') === chart ? rule(valuesOf(base), valuesOf(head)) : []);
}
