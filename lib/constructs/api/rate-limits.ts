/** DynamoDB table that counts each caller's requests in the current minute, shared by all API functions. */
import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { allow } from '../foundation/allow.ts';
import { RiskStack } from '../foundation/risk-stack.ts';
import type { RiskFunction } from '../functions/risk-function.ts';

export interface RateLimitsProps {
  /** Limit of a person, or of a machine that `clients` does not list. */
  requestsPerMinute: number;
  /** Client id → limit. */
  clients: Readonly<Record<string, number>>;
}

export class RateLimits extends Construct {
  readonly table: Table;
  private readonly limits: { requests_per_minute: number; clients: Readonly<Record<string, number>> };

  constructor(scope: Construct, id: string, { requestsPerMinute, clients }: RateLimitsProps) {
    super(scope, id);
    this.limits = { requests_per_minute: requestsPerMinute, clients };
    // Counts of one minute under pseudonyms need no backup, no retention and no customer key.
    this.table = new Table(this, 'Table', {
      tableName: `${RiskStack.of(this).prefix}-rate-limits`,
      partitionKey: { name: 'key', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'expire',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(this.table).acknowledge({
      id: 'AwsSolutions-DDB3',
      reason: 'Counts of a minute have no use a minute later.',
    });
  }

  /** Allows a function to count its callers' requests, and passes the limits to it. */
  allowCounting(counter: RiskFunction): void {
    counter.addEnvironment('RATE_LIMITS_TABLE', this.table.tableName);
    counter.addEnvironment('RATE_LIMITS', RiskStack.of(this).toJsonString(this.limits));
    allow(counter, { actions: ['dynamodb:UpdateItem'], resources: [this.table.tableArn] });
  }
}
