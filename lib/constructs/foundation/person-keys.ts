/**
 * DynamoDB table of persons' keys. It is not in the database or its backups, so that deleting a key erases the data.
 */
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { allow } from './allow.ts';
import { RiskStack } from './risk-stack.ts';

export class PersonKeys {
  readonly table: Table;
  /** Encrypts the keys of loads only, so that reading personal data needs a separate permission. */
  readonly key: Key;

  constructor(scope: Construct) {
    const { config, prefix, removalPolicy, foundation } = RiskStack.of(scope);
    this.key = new Key(scope, 'PersonalDataKey', {
      alias: `alias/${prefix}-personal-data`,
      description: `Encrypts the load keys of personal data in the ${config.name} risk system`,
      enableKeyRotation: true,
      removalPolicy,
    });
    this.table = new Table(scope, 'PersonKeys', {
      tableName: `${prefix}-person-keys`,
      partitionKey: { name: 'customer_id', type: AttributeType.STRING },
      sortKey: { name: 'key_id', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: foundation.key,
      // A deleted key can be restored for these days; DynamoDB's default is five weeks.
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: config.storage.person_keys_recovery_days,
      },
      deletionProtection: config.keep_data,
      removalPolicy,
    });
  }

  /** Allows a function to create load keys and to store persons' keys: it can seal, not unseal. */
  allowSealing(sealer: LambdaFunction): void {
    sealer.addEnvironment('PERSON_KEYS_TABLE', this.table.tableName);
    sealer.addEnvironment('PERSONAL_DATA_KEY', this.key.keyArn);
    allow(sealer, { actions: ['dynamodb:BatchWriteItem'], resources: [this.table.tableArn] });
    allow(sealer, {
      actions: ['kms:GenerateDataKey'],
      resources: [this.key.keyArn],
      conditions: { StringEquals: { 'kms:EncryptionContext:purpose': 'personal-data' } },
    });
    this.allowTableEncryption(sealer);
  }

  /** Allows a function to open what was sealed for a person: it reads a person's key and decrypts that of its load. */
  allowOpening(opener: LambdaFunction): void {
    opener.addEnvironment('PERSON_KEYS_TABLE', this.table.tableName);
    opener.addEnvironment('PERSONAL_DATA_KEY', this.key.keyArn);
    allow(opener, { actions: ['dynamodb:GetItem'], resources: [this.table.tableArn] });
    allow(opener, {
      actions: ['kms:Decrypt'],
      resources: [this.key.keyArn],
      conditions: { StringEquals: { 'kms:EncryptionContext:purpose': 'personal-data' } },
    });
    this.allowTableEncryption(opener);
  }

  /** Allows a function to find and delete persons' keys, which are useless without the key of their load. */
  allowErasing(eraser: LambdaFunction): void {
    eraser.addEnvironment('PERSON_KEYS_TABLE', this.table.tableName);
    allow(eraser, { actions: ['dynamodb:Query', 'dynamodb:BatchWriteItem'], resources: [this.table.tableArn] });
    this.allowTableEncryption(eraser);
  }

  private allowTableEncryption(caller: LambdaFunction): void {
    allow(caller, {
      actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
      resources: [RiskStack.of(this.table).foundation.key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${RiskStack.of(this.table).region}.amazonaws.com` } },
    });
  }
}
