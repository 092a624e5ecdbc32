import { parser } from '@prometheus-io/lezer-promql';
import { describe, expect, it } from 'vitest';
import { dashboards, ruleGroups } from '../../charts-ts/index.ts';

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}

const panels = dashboards().flatMap((board) =>
  ((board.panels ?? []) as unknown as readonly Panel[])
    .filter(({ type }) => type !== 'logs')
    .flatMap((panel) =>
      (panel.targets ?? []).map((target) => [`${board.title}: ${panel.title}`, target.expr] as const),
    ),
);
const alerts = ruleGroups().flatMap((group) => group.alerts.map((rule) => [rule.alert, rule.expr] as const));
const recordings = ruleGroups().flatMap(({ recordings: rules = [] }) =>
  rules.map((rule) => [`${rule.record} ${rule.labels.slo}`, rule.expr] as const),
);

/** The parts of a query that Prometheus' grammar does not know; Grafana's own variable stands for a range. */
function errorsIn(query: string): readonly string[] {
  const text = query.replaceAll('$__rate_interval', '1m');
  const errors: string[] = [];
  parser.parse(text).iterate({
    enter: (node) => {
      if (node.type.isError) errors.push(`at ${node.from}: ${text.slice(node.from, node.from + 20)}`);
    },
  });
  return errors;
}

describe('queries', () => {
  it('are as many as the dashboards and alerts need', () => {
    expect(panels.length).toBeGreaterThan(50);
    expect(alerts.length).toBeGreaterThan(8);
  });

  it.each([...panels, ...alerts, ...recordings])('%s is PromQL', (_, query) => {
    expect(errorsIn(query)).toEqual([]);
  });

  it('would be refused with a bracket or an operator too many', () => {
    expect(errorsIn('sum(rate(redis_up[5m])')).not.toEqual([]);
    expect(errorsIn('redis_up / / redis_up')).not.toEqual([]);
  });
});
