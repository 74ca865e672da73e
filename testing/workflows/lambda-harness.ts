/**
 * Starts what Lambdas need: the migrated database behind the Data API, S3 and SSM of MiniStack, and environment
 * variables. Handlers that are imported after `startLambdaHarness()` run as when deployed.
 */
import { DATABASE_ROLES, type DatabaseRole } from '../../lambdas/database/contract/database-roles.ts';
import { PARTITIONS } from '../../lambdas/shared/runs/partitions.ts';
import { SERVING_CLUSTER } from '../../lambdas/shared/serving-cluster.ts';
import '../silence-logs.ts';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';

import type { TestMiniStack } from '../aws/ministack.ts';
import { TEST_KEY_VARIABLES } from '../aws/test-credentials.ts';
import type { MigratedDatabase } from '../database/migrated-database.ts';
import { insertRows, type Row } from '../database/rows.ts';
import type { TestDatabaseOptions } from '../database/test-database.ts';
import type { TinyModel } from '../models/tiny-model.ts';
import { startTestServices } from './start-services.ts';

const PREFIX = '/risk/test';
export const WORK_BUCKET = 'risk-test-work';
export const MODEL_BUCKET = 'risk-test-model';
export const REPORT_BUCKET = 'risk-test-reports';
export const CASE_BUCKET = 'risk-test-cases';
const RATE_LIMITS_TABLE = 'risk-test-rate-limits';

export interface LambdaHarness {
  db: MigratedDatabase;
  ministack: TestMiniStack;
  /** Sets the database role of the next calls. */
  useRole(role: DatabaseRole): void;
  put(bucket: string, key: string, body: Buffer | string): Promise<void>;
  /** Uploads a model's files and registers it, by default as champion. The previous model of that stage is retired. */
  promote(model: TinyModel, stage?: 'champion' | 'challenger'): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts in a few seconds. Call it once per test file, in `beforeAll`.
 * @param options `s3PartBytes`: size from which an export continues in another object; `limits`: of the Data API; `log`: gets
 *   the lines of the database's log; `durable`: the database can be backed up
 */
export async function startLambdaHarness(
  options: Pick<TestDatabaseOptions, 's3PartBytes' | 'limits' | 'log' | 'durable'> = {},
): Promise<LambdaHarness> {
  const { ministack: s3, db } = await startTestServices(options);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: s3.endpoint,
    AWS_ENDPOINT_URL_RDS_DATA: db.dataApi.url,
    ...TEST_KEY_VARIABLES,
    PARAMETER_PREFIX: PREFIX,
    WORK_BUCKET,
    WORK_KMS_KEY_ARN: s3.keyArn,
    MODEL_BUCKET,
    REPORT_BUCKET,
    CASE_BUCKET,
    ATTACHMENT_LIMITS: JSON.stringify({ bytes: 1_000_000, of_case: 4 }),
    STALE_FEATURES_HOURS: '48',
    REASONS_FOR: 'all',
    BATCH_LIMITS: JSON.stringify({
      ...{ unstarted_of_caller: 1000, unstarted_hours: 24, running_of_caller: 1000, running: 1000 },
      rows_of_caller_per_day: 1_000_000_000,
    }),
    IMPORT_LIMITS: JSON.stringify({
      ...{
        bytes: 2 ** 31,
        open_of_caller: 1000,
        bytes_of_caller_per_day: 1e15,
        running_of_caller: 1000,
        running: 1000,
      },
    }),
    IMPORT_FUNCTION: 'risk-test-import-raw-file',
    REQUEST_DAYS: '14',
    KEY_ARN: s3.keyArn,
    BUNDLE_KEY_ARN: s3.bundleKeyArn,
    PUBLISH_EVENTS_FUNCTION: 'risk-test-publish-events',
    RATE_LIMITS_TABLE,
    RATE_LIMITS: JSON.stringify({ requests_per_minute: 100_000, clients: {} }),
  });
  const buckets = [WORK_BUCKET, MODEL_BUCKET, REPORT_BUCKET, CASE_BUCKET];
  await Promise.all(buckets.map((Bucket) => s3.client.send(new CreateBucketCommand({ Bucket }))));
  await Promise.all([putParameters(db), createRateLimitsTable()]);
  const put = async (Bucket: string, Key: string, Body: Buffer | string) => {
    await s3.client.send(new PutObjectCommand({ Bucket, Key, Body }));
  };
  return {
    db,
    ministack: s3,
    useRole: (role) => Object.assign(process.env, { DATABASE_ROLE: role }),
    put,
    promote: (model, stage = 'champion') => promote(db, put, model, stage),
    async stop() {
      await db.stop();
      await s3.stop();
    },
  };
}

async function putParameters(db: MigratedDatabase): Promise<void> {
  const ssm = new SSMClient({});
  const values: Record<string, string> = { [SERVING_CLUSTER]: db.clusterArn, name: 'risk' };
  for (const role of DATABASE_ROLES) values[`secret-arn/${role}`] = db.getSecretArn(role);
  for (const [name, Value] of Object.entries(values)) {
    await ssm.send(new PutParameterCommand({ Name: `${PREFIX}/database/${name}`, Value, Type: 'String' }));
  }
  ssm.destroy();
}

/** Creates the table of lib/constructs/api/rate-limits.ts. */
async function createRateLimitsTable(): Promise<void> {
  const dynamodb = new DynamoDBClient({});
  await dynamodb.send(
    new CreateTableCommand({
      TableName: RATE_LIMITS_TABLE,
      AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  dynamodb.destroy();
}

async function promote(
  db: MigratedDatabase,
  put: LambdaHarness['put'],
  model: TinyModel,
  stage: string,
): Promise<void> {
  const { reference, manifest, onnx, manifestText } = model;
  await put(MODEL_BUCKET, reference.key, onnx);
  await put(MODEL_BUCKET, reference.key.replace('model.onnx', 'manifest.json'), manifestText);
  await db.superuser.query(`update predictions.model_metadata set stage = 'retired' where stage = $1`, [stage]);
  await insertRows(db.superuser, 'predictions.model_metadata', [
    {
      version: reference.version,
      kind: manifest.kind,
      stage,
      onnx_key: reference.key,
      onnx_sha256: reference.sha256,
      manifest_sha256: reference.manifest_sha256,
      size_bytes: onnx.length,
      manifest,
      job_name: `job-${reference.version}`,
      registered_at: new Date(),
    },
  ]);
}

export interface PublishedApplication {
  id: string;
  /** By default a customer of the application's own. */
  customer_id?: string;
  features?: Row;
  attributes?: Row;
  status?: string;
  defaulted?: boolean;
}

/** Inserts a published run that contains these applications with their features. */
export async function publishApplications(
  { superuser }: MigratedDatabase,
  { run_id, as_of, mode = 'full' }: { run_id: string; as_of: string; mode?: 'full' | 'delta' },
  applications: readonly PublishedApplication[],
): Promise<void> {
  const run = { run_id, as_of };
  await insertRows(superuser, 'analytics.runs', [
    { ...run, execution_id: run_id, state: 'published', opened_at: as_of },
  ]);
  await insertRows(superuser, 'staging.loads', [
    {
      run_id,
      table_name: 'loan_applications',
      file: `applications-${as_of}.csv`,
      sha256: 'a'.repeat(64),
      size_bytes: 1,
      mode,
      rows_delivered: applications.length,
      rows_rejected_unparsed: 0,
      prepared_at: as_of,
    },
  ]);
  const source = { run_id, source_file: 'applications.csv' };
  await insertRows(
    superuser,
    'staging.loan_applications',
    applications.map(({ id, customer_id = `customer-of-${id}`, status = 'received', defaulted = null }, i) => ({
      ...{ application_id: id, customer_id, valid_from: as_of, applied_at: as_of, amount: 1000 },
      ...{ status, defaulted, attributes: {}, source_line: i + 2, loaded_at: as_of, ...source },
    })),
  );
  await insertRows(
    superuser,
    'analytics.risk_features',
    applications.map(({ id, customer_id = `customer-of-${id}`, features = {}, attributes = {} }, i) => ({
      ...{ application_id: id, customer_id, as_of, run_id, partition: i % PARTITIONS },
      ...{ age_years: 40, amount: 1000, attributes, fairness: { sex: 'f' }, built_at: as_of },
      ...features,
    })),
  );
  await insertRows(superuser, 'analytics.publications', [
    { ...run, published_at: new Date(), rows: applications.length },
  ]);
}
