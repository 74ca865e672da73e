// How many requests each caller made in the running minute, for all functions together.
import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { allow } from '../foundation/allow.ts';
import { RiskStack } from '../foundation/risk-stack.ts';
import type { RiskFunction } from '../functions/risk-function.ts';

export interface RateLimitsProps {
  /** Of a person, or of a machine that is not named below. */
  requestsPerMinute: number;
  /** Client id → its own limit. */
  clients: Readonly<Record<string, number>>;
}

export class RateLimits extends Construct {
  readonly table: Table;
  private readonly limits: { requests_per_minute: number; clients: Readonly<Record<string, number>> };

  constructor(scope: Construct, id: string, { requestsPerMinute, clients }: RateLimitsProps) {
    super(scope, id);
    this.limits = { requests_per_minute: requestsPerMinute, clients };
    // Counts of a minute, under pseudonyms: nothing to keep, to bring back or to encrypt with a key of our own.
    this.table = new Table(this, 'Table', {
      tableName: `${RiskStack.of(this).prefix}-rate-limits`,
      partitionKey: { name: 'key', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'expire',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(this.table).acknowledge({
      id: 'AwsSolutions-DDB3',
      reason: 'Counts of the running minute are worth nothing a minute later.',
    });
  }

  /** Lets a function count its callers' requests, and tells it the limits. */
  allowCounting(counter: RiskFunction): void {
    counter.addEnvironment('RATE_LIMITS_TABLE', this.table.tableName);
    counter.addEnvironment('RATE_LIMITS', RiskStack.of(this).toJsonString(this.limits));
    allow(counter, { actions: ['dynamodb:UpdateItem'], resources: [this.table.tableArn] });
  }
}
