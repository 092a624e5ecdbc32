import { cluster } from './cluster.ts';
import { data } from './data.ts';
import { game } from './game.ts';
import { objectives } from './objectives.ts';
import type { RuleGroup } from './rule.ts';

export type { RuleGroup } from './rule.ts';

/** Every rule of the platform, in groups. */
export function ruleGroups(): readonly RuleGroup[] {
  return [objectives, game, data, cluster];
}

/** The rules as Prometheus reads them. @param repository Whose `docs/runbooks` the alerts lead to, `owner/name`. */
export function ruleFile(repository: string): object {
  const groups = ruleGroups().map(({ name, recordings = [], alerts }) => ({
    name,
    rules: [
      ...recordings,
      ...alerts.map((rule) => ({
        ...rule,
        annotations: {
          ...rule.annotations,
          runbook_url: `https://github.com/${repository}/blob/main/docs/runbooks/${name}.md#${rule.alert.toLowerCase()}`,
        },
      })),
    ],
  }));
  return { groups };
}
