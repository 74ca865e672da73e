/** Monthly cost budget of the resources with this system's tag, with notifications to the alert topic. */
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Construct } from 'constructs';
import { RiskStack } from '../foundation/risk-stack.ts';

/** Per cent of the budget: notifies when the actual cost reaches the first, or the forecast the second. */
const THRESHOLDS = [
  { notificationType: 'ACTUAL', threshold: 80 },
  { notificationType: 'FORECASTED', threshold: 100 },
];

/** docs/runbook.md#cost explains what to do. */
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
        // Every resource of a RiskStack has this tag; activate it once as a cost allocation tag.
        costFilters: { TagKeyValue: [`user:environment$${config.name}`] },
      },
      notificationsWithSubscribers: THRESHOLDS.map((notification) => ({
        notification: { ...notification, comparisonOperator: 'GREATER_THAN', thresholdType: 'PERCENTAGE' },
        subscribers: [{ subscriptionType: 'SNS', address: foundation.alerts.topicArn }],
      })),
    });
  }
}
