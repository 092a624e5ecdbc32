import { type Fields, field, items } from '../../field.ts';
import { foundIf } from '../../finding.ts';
import type { Rules } from './rule.ts';

/** What loosening a setting means of what watches the costs. */
export const BUDGET_RULES: Rules = {
  'AWS::Budgets::Budget': [
    (base, head) => {
      const told = (budget: Fields) =>
        items(budget, 'NotificationsWithSubscribers').filter((each) => items(each, 'Subscribers').length > 0);
      return foundIf(
        told(head).length < told(base).length,
        'stopped',
        'nobody is told any more when all this becomes dear',
      );
    },
    (base, head) => {
      const [before, after] = [base, head].map((budget) =>
        Number(field(budget, 'Budget.BudgetLimit.Amount')),
      );
      return foundIf(
        after! > 2 * before!,
        'protection-dropped',
        `nobody is told before it costs ${after}, was: ${before}`,
      );
    },
  ],
};
