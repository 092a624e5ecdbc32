import type { Fate } from './consequence.ts';

/** What a rule found: a fate, why, and what it happens to where that is not what the rule was asked about. */
export type Finding = readonly [fate: Fate, because: string, subject?: string];

/** A finding where something holds, else none. */
export function foundIf(holds: boolean, ...finding: Finding): Finding[] {
  return holds ? [finding] : [];
}
