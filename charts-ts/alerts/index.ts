import { cluster } from './cluster.ts';
import { data } from './data.ts';
import { game } from './game.ts';
import type { RuleGroup } from './rule.ts';

/** Every alert of the platform, in groups. */
export function ruleGroups(): readonly RuleGroup[] {
  return [game, data, cluster];
}
