/** Part of what players ask for that may go wrong over a month, by the objective's name. */
export const BUDGETS = { availability: 0.001, ticks: 0.01, joins: 0.005 } as const;

/** A budget as people write it. */
export function percentOf(objective: keyof typeof BUDGETS): string {
  return `${BUDGETS[objective] * 100} %`;
}
