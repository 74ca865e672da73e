/** Preflight on MiniStack: the calls reach the service's own protocols, and names that are taken are found. */
import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateAliasCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateSecretCommand, DeleteSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runPreflight } from '../../../cli/preflight/run-preflight.ts';
import { loadEnvironmentConfig } from '../../../lib/config.ts';
import { type AccountServer, startAccountServer } from '../../../testing/aws/account-server.ts';
import { startTestMiniStack, type TestMiniStack } from '../../../testing/aws/ministack.ts';
import { TEST_KEY_VARIABLES } from '../../../testing/aws/test-credentials.ts';

const NAMES = {
  logGroup: '/risk/prod/ingest/open-run',
  table: 'risk-prod-person-keys',
  alias: 'alias/risk-prod',
  secret: 'risk/prod/chat-webhook',
};

const named = (type: string, properties: object) => ({ stack: 'Risk-Prod-Storage', id: type, type, properties });
const APP = {
  imageCount: 0,
  bootstrapVersion: 6,
  resources: [
    named('AWS::Logs::LogGroup', { LogGroupName: NAMES.logGroup }),
    named('AWS::DynamoDB::Table', { TableName: NAMES.table }),
    named('AWS::KMS::Alias', { AliasName: NAMES.alias }),
    named('AWS::SecretsManager::Secret', { Name: NAMES.secret }),
    named('AWS::StepFunctions::StateMachine', { StateMachineName: 'risk-prod-daily-etl' }),
    named('AWS::Cognito::UserPoolDomain', { Domain: 'risk-prod-000000000000' }),
  ],
};

const before = { ...process.env };
let aws: TestMiniStack;
let quotas: AccountServer;

beforeAll(async () => {
  aws = await startTestMiniStack();
  // MiniStack has no Service Quotas.
  quotas = await startAccountServer(() => ({
    Quotas: [
      { QuotaName: 'ml.m7i.xlarge for spot training job usage', QuotaCode: 'L-1', Value: 1 },
      { QuotaName: 'ml.t3.medium for training job usage', QuotaCode: 'L-2', Value: 1 },
    ],
  }));
  Object.assign(process.env, TEST_KEY_VARIABLES, {
    ...{ AWS_ENDPOINT_URL: aws.endpoint, AWS_ENDPOINT_URL_SERVICE_QUOTAS: quotas.url, AWS_REGION: 'eu-west-1' },
    ...{ AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' },
  });
});
afterAll(async () => {
  process.env = { ...before };
  await Promise.all([aws?.stop(), quotas?.close()]);
});

const runChecks = async () => {
  const variables = { RISK_ALARM_EMAIL: 'alarms@lender.test' };
  const findings = await runPreflight({ config: loadEnvironmentConfig('prod', variables), app: APP, variables });
  return Object.fromEntries(findings.map(({ check, state, found }) => [check, `${state}: ${found}`]));
};

test('an empty account lacks its bootstrap only', async () => {
  // MiniStack's concurrency depends on the memory of this machine.
  const { 'CDK bootstrap': bootstrap, 'Lambda, concurrent executions': concurrency, ...others } = await runChecks();
  expect(bootstrap).toBe('missing: none');
  expect(concurrency).toMatch(/^(ok|missing): \d+$/);
  expect(Object.entries(others).filter(([, found]) => !found.startsWith('ok: '))).toEqual([]);
});

test('names that are left of an earlier deployment are found, and a secret that waits for its deletion', async () => {
  await new SSMClient({}).send(
    new PutParameterCommand({ Name: '/cdk-bootstrap/hnb659fds/version', Value: '30', Type: 'String' }),
  );
  await new CloudWatchLogsClient({}).send(new CreateLogGroupCommand({ logGroupName: NAMES.logGroup }));
  await new DynamoDBClient({}).send(
    new CreateTableCommand({
      ...{ TableName: NAMES.table, BillingMode: 'PAY_PER_REQUEST' },
      KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
    }),
  );
  await new KMSClient({}).send(new CreateAliasCommand({ AliasName: NAMES.alias, TargetKeyId: aws.keyArn }));
  const secrets = new SecretsManagerClient({});
  await secrets.send(new CreateSecretCommand({ Name: NAMES.secret, SecretString: 'x' }));
  await secrets.send(new DeleteSecretCommand({ SecretId: NAMES.secret }));
  expect(await runChecks()).toMatchObject({
    'CDK bootstrap': 'ok: version 30',
    'log groups': `missing: ${NAMES.logGroup} exist`,
    tables: `missing: ${NAMES.table} exist`,
    'aliases of keys': `missing: ${NAMES.alias} exist`,
    secrets: `missing: ${NAMES.secret} wait for deletion`,
    workflows: 'ok: none of 1',
  });
});
