import { type Fields, field, fields, items, text } from '../field.ts';

/** Where a job of Prometheus or of an agent of logs looks: targets, namespaces, labels. */
export function lookedAt(job: unknown): Set<string> {
  const discovered = items(job, 'kubernetes_sd_configs').flatMap((each) => [
    ...items(each, 'namespaces.names').map((name) => `namespace ${text(name)}`),
    ...items(each, 'selectors').map(
      (selector) => `pods with ${text(selector, 'label') || text(selector, 'field')}`,
    ),
  ]);
  const fixed = items(job, 'static_configs').flatMap((each) =>
    items(each, 'targets').map((target) => text(target)),
  );
  return new Set([...discovered, ...fixed]);
}

/** Actions of relabelling by which something is left out. */
const LEAVES_OUT = /^(keep|drop|keepequal|dropequal)$/;

/** What of all that a job finds it leaves out: rules of relabelling, limits, stages. */
export function leftOut(job: unknown): string[] {
  const rules = ['relabel_configs', 'metric_relabel_configs', 'alert_relabel_configs'].flatMap((list) =>
    items(job, list).filter((rule) => LEAVES_OUT.test(text(rule, 'action'))),
  );
  const limits = ['sample_limit', 'label_limit', 'target_limit']
    .filter((key) => Number(field(job, key) ?? 0) > 0)
    .map((key) => `${key} ${text(job, key)}`);
  return [...rules.map(ruleInWords), ...limits, ...stagesOf(fields(job))];
}

function ruleInWords(rule: unknown): string {
  const labels = items(rule, 'source_labels').map((label) => text(label));
  return `${text(rule, 'action')} ${labels.join(', ')} ${text(rule, 'regex') || text(rule, 'target_label')}`.trim();
}

/** Stages that throw lines away, those within others, too. */
function stagesOf(job: Fields): string[] {
  return [...items(job, 'pipeline_stages'), ...items(job, 'stages')].flatMap((stage) => [
    ...items(stage, 'drop').map((rule) => `drop ${JSON.stringify(rule)}`),
    ...items(stage, 'sampling').map((rule) => `sampling ${JSON.stringify(rule)}`),
    ...(field(stage, 'match.action') === 'drop' ? [`drop ${text(stage, 'match.selector')}`] : []),
    ...stagesOf(fields(stage, 'match')),
  ]);
}
