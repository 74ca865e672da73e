/** Monthly cost budget of the resources that carry this system's tag, with notifications to the alert topic. */
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Construct } from 'constructs';
import { RiskStack } from '../foundation/risk-stack.ts';

/** Told when the month's bill has reached the first, and when the forecast reaches the second; per cent. */
const THRESHOLDS = [
  { notificationType: 'ACTUAL', threshold: 80 },
  { notificationType: 'FORECASTED', threshold: 100 },
];

/** docs/runbook.md#cost says what to do. */
export class CostBudget extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { prefix, config, foundation } = RiskStack.of(this);
    new CfnBudget(this, 'Monthly', {
      budget: {
        budgetName: `${prefix}-monthly`,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: config.monitoring.monthly_budget_usd, unit: 'USD' },
        // The tag that every resource of a RiskStack has; it is to be activated as a cost allocation tag once.
        costFilters: { TagKeyValue: [`user:environment$${config.name}`] },
      },
      notificationsWithSubscribers: THRESHOLDS.map((notification) => ({
        notification: { ...notification, comparisonOperator: 'GREATER_THAN', thresholdType: 'PERCENTAGE' },
        subscribers: [{ subscriptionType: 'SNS', address: foundation.alerts.topicArn }],
      })),
    });
  }
}
