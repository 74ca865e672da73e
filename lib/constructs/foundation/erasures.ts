/**
 * DynamoDB table with the list of erasures. It is not in the database, so that erasures can be repeated on a database
 * that is restored from an older backup.
 */
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { RiskStack } from './risk-stack.ts';

export function createErasureTable(scope: Construct): Table {
  const { config, prefix, removalPolicy, foundation } = RiskStack.of(scope);
  return new Table(scope, 'Erasures', {
    tableName: `${prefix}-erasures`,
    partitionKey: { name: 'customer_id', type: AttributeType.STRING },
    sortKey: { name: 'erased_at', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.CUSTOMER_MANAGED,
    encryptionKey: foundation.key,
    // An item names an erased customer only as long as a backup of the database has the customer's rows.
    timeToLiveAttribute: 'expires_at',
    pointInTimeRecoverySpecification: {
      pointInTimeRecoveryEnabled: true,
      recoveryPeriodInDays: config.storage.person_keys_recovery_days,
    },
    deletionProtection: config.keep_data,
    removalPolicy,
  });
}
