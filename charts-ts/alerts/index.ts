import type { Choices } from '../../lib/environment.ts';
import { cluster } from './cluster.ts';
import { data } from './data.ts';
import { game } from './game.ts';
import { heartbeat } from './heartbeat.ts';
import { objectives } from './objectives.ts';
import type { RuleGroup } from './rule.ts';

export type { RuleGroup } from './rule.ts';

/** Every rule of the platform, in groups. @param choices The environment's. @default the customer's */
export function ruleGroups(choices: Choices = {}): readonly RuleGroup[] {
  return [objectives, game, data, cluster, ...(choices.heartbeat ? [heartbeat] : [])];
}

/**
 * The rules as Prometheus reads them.
 * @param repository Whose `docs/runbooks` the alerts lead to, `owner/name`.
 * @param choices The environment's. @default the customer's
 */
export function ruleFile(repository: string, choices: Choices = {}): object {
  const groups = ruleGroups(choices).map(({ name, recordings = [], alerts }) => ({
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
