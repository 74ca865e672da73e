/** The deployed function prepare-file with its clients and environment variables, on real S3, KMS and DynamoDB. */
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { CreateTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, GetObjectCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DEFAULT_DELIVERY_LIMITS } from '../../../lambdas/shared/landing/delivery-limits.ts';
import { openTestRun } from '../../../testing/database/rows.ts';
import { type LambdaHarness, startLambdaHarness, WORK_BUCKET } from '../../../testing/workflows/lambda-harness.ts';

let harness: LambdaHarness;
beforeAll(async () => {
  harness = await startLambdaHarness();
  harness.useRole('risk_prepare');
});
afterAll(() => harness?.stop());

test('a file with personal data gives sealed parts, and keys in the table', async () => {
  const dynamo = new DynamoDBClient({});
  const key = await new KMSClient({}).send(new CreateKeyCommand({}));
  const columns = ['customer_id', 'key_id'];
  await dynamo.send(
    new CreateTableCommand({
      TableName: 'risk-test-person-keys',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: columns.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: columns.map((AttributeName, i) => ({ AttributeName, KeyType: i === 0 ? 'HASH' : 'RANGE' })),
    }),
  );
  await harness.ministack.client.send(new CreateBucketCommand({ Bucket: 'risk-test-landing' }));
  Object.assign(process.env, {
    LANDING_BUCKET: 'risk-test-landing',
    PERSON_KEYS_TABLE: 'risk-test-person-keys',
    PERSONAL_DATA_KEY: key.KeyMetadata?.Arn,
    DELIVERY_LIMITS: JSON.stringify(DEFAULT_DELIVERY_LIMITS),
  });
  const content = 'customer_id,full_name,sex\nc1,Jane Doe-Secret,f\n';
  const file = {
    table: 'customers',
    mode: 'full',
    name: 'customers.csv',
    key: 'landing/as_of=2005-10-01/customers.csv',
    sha256: createHash('sha256').update(content).digest('hex'),
    rows: 1,
    size_bytes: content.length,
    attributes: {},
  };
  await harness.put('risk-test-landing', file.key, content);
  const run = await openTestRun(harness.db.superuser, 1, '2005-10-01');
  const { handler } = await import('../../../lambdas/ingest/prepare-file.lambda.ts');
  const prepared = await handler({ run, file }, { functionName: 'prepare-file' } as never);
  expect(prepared).toMatchObject({ outcome: 'prepared', delivered: 1, rejected: 0, parts: [{ rows: 1 }] });

  const [part] = (prepared as { parts: { key: string }[] }).parts;
  const { Body } = await harness.ministack.client.send(new GetObjectCommand({ Bucket: WORK_BUCKET, Key: part?.key }));
  const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
  const text = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString();
  expect(text).toMatch(/^c1,,f,.*,v1\.[^,]+\.full_name\.[^,]+,2\n$/);
  expect(text).not.toContain('Secret');
  const { Items } = await dynamo.send(new ScanCommand({ TableName: 'risk-test-person-keys' }));
  expect(Items).toMatchObject([{ customer_id: { S: 'c1' } }]);
  dynamo.destroy();
});

const textOf = async (key: string): Promise<string> => {
  const { Body } = await harness.ministack.client.send(new GetObjectCommand({ Bucket: WORK_BUCKET, Key: key }));
  const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
  return (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString();
};

test('a file that the lender replaces during the run changes no part, however late the task is repeated', async () => {
  const bucket = 'risk-test-versioned';
  await harness.ministack.client.send(new CreateBucketCommand({ Bucket: bucket }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await harness.ministack.client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
  Object.assign(process.env, { LANDING_BUCKET: bucket, SPARK_THRESHOLD_BYTES: '1e9', HAS_SPARK: 'true' });
  const content = 'customer_id,sex\nc1,f\n';
  const sha256 = createHash('sha256').update(content).digest('hex');
  const tables = { customers: { mode: 'full', files: [{ name: 'customers.csv', rows: 1, sha256 }] } };
  const manifest = JSON.stringify({ as_of: '2005-10-01', currency: 'TWD', tables });
  await harness.put(bucket, 'landing/as_of=2005-10-01/customers.csv', content);
  await harness.put(bucket, 'landing/as_of=2005-10-01/manifest.json', manifest);
  const run = await openTestRun(harness.db.superuser, 2, '2005-10-01');
  const etag = createHash('md5').update(manifest).digest('hex');
  await harness.db.superuser.query('update analytics.runs set manifest_etag = $1 where run_id = $2', [
    etag,
    run.run_id,
  ]);
  const context = { functionName: 'test' } as never;
  const { handler: verify } = await import('../../../lambdas/ingest/verify-manifest.lambda.ts');
  const { handler: prepare } = await import('../../../lambdas/ingest/prepare-file.lambda.ts');

  harness.useRole('risk_etl');
  const verified = (await verify({ run }, context)) as unknown as { files: object[] };
  harness.useRole('risk_prepare');
  const [file] = verified.files;
  const first = await prepare({ run, file }, context);
  const [part] = (first as unknown as { parts: { key: string }[] }).parts;
  const imported = await textOf(part?.key as string);

  await harness.put(bucket, 'landing/as_of=2005-10-01/customers.csv', content.replace('f', 'm'));
  const late = await prepare({ run, file }, context);
  const [latePart] = (late as unknown as { parts: { key: string }[] }).parts;
  expect(latePart?.key).not.toBe(part?.key);
  expect(await textOf(part?.key as string)).toBe(imported);
  // Negative control: without the pinned version, the task reads the present object.
  const { version_id: _, ...unpinned } = file as { version_id?: string };
  expect(_).toBeDefined();
  expect(await prepare({ run, file: unpinned }, context)).toMatchObject({ reason: { error: 'HashMismatch' } });
  expect(await textOf(part?.key as string)).toBe(imported);

  await harness.put(bucket, 'landing/as_of=2005-10-01/manifest.json', manifest.replace('TWD', 'EUR'));
  harness.useRole('risk_etl');
  expect(await verify({ run }, context)).toMatchObject({ reason: { error: 'ManifestReplaced' } });
});
