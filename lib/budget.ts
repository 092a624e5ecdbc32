import * as budgets from 'aws-cdk-lib/aws-budgets';
import { Construct } from 'constructs';
import { demand, demandEmail, demandForm } from './demand.ts';

/** Properties of the budget. */
export interface BudgetProps {
  /** Name of the budget, for example `playcode-production`. */
  readonly name: string;
  /** US dollars a month. */
  readonly monthlyUsd: number;
  /** Where the alarm goes. */
  readonly email: string;
  /**
   * Share of the budget that raises the alarm, in percent.
   * @default 80
   */
  readonly alarmAtPercent?: number;
}

/** Mail when the month's cost passes a share of the budget, and when the forecast passes all of it. */
export class Budget extends Construct {
  constructor(scope: Construct, id: string, props: BudgetProps) {
    super(scope, id);
    if (!(props.monthlyUsd > 0 && Number.isFinite(props.monthlyUsd))) {
      throw new Error(`monthlyUsd: found ${props.monthlyUsd}, expected more than 0 US dollars`);
    }
    const { name, email, alarmAtPercent = 80 } = props;
    demandForm('name', name, /^[^:\\]{1,100}$/, '1 to 100 letters without : and \\');
    demandEmail('email', email);
    demand(
      alarmAtPercent > 0 && Number.isFinite(alarmAtPercent),
      'alarmAtPercent',
      alarmAtPercent,
      'more than 0 percent',
    );
    const alarm = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
      notification: {
        notificationType,
        comparisonOperator: 'GREATER_THAN',
        threshold,
        thresholdType: 'PERCENTAGE',
      },
      subscribers: [{ subscriptionType: 'EMAIL', address: email }],
    });
    new budgets.CfnBudget(this, 'Budget', {
      budget: {
        budgetName: name,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: props.monthlyUsd, unit: 'USD' },
      },
      notificationsWithSubscribers: [alarm('ACTUAL', alarmAtPercent), alarm('FORECASTED', 100)],
    });
  }
}
