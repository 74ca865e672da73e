/** Tests of the record of calls: who made which, each once, and nothing of people. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { buildRecorderEnvironment, type RecordedCall } from '../../../cli/local/recorded-calls.ts';
import { readLocalSettings } from '../../../cli/local/settings/local-settings.ts';
import { startTestMiniStack, type TestMiniStack } from '../../../testing/aws/ministack.ts';
import { TEST_CLIENT } from '../../../testing/aws/test-credentials.ts';

const folder = mkdtempSync(join(tmpdir(), 'risk-recorded-'));
const settings = readLocalSettings({ stateDirectory: folder, environment: { RISK_RECORD_CALLS: '1' } });
const FUNCTION = 'function/risk-local-batches';
let aws: TestMiniStack;
let named: S3Client;

beforeAll(async () => {
  aws = await startTestMiniStack(buildRecorderEnvironment(settings));
  await aws.client.send(new CreateBucketCommand({ Bucket: 'work' }));
  named = new S3Client({ ...nameCaller(FUNCTION), forcePathStyle: true });
});

afterAll(async () => {
  await aws?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const nameCaller = (sessionToken: string) => ({
  ...TEST_CLIENT,
  endpoint: aws.endpoint,
  credentials: { ...TEST_CLIENT.credentials, sessionToken },
});
const readRecord = (): RecordedCall[] =>
  readFileSync(settings.callRecord ?? '', 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
const findCalls = (part: string) => readRecord().filter(({ resource }) => resource.includes(part));

test('a call of a function is recorded once, a person’s never', async () => {
  const object = { Bucket: 'work', Key: 'runs/1', Body: 'x' };
  await aws.client.send(new PutObjectCommand({ ...object, Key: 'runs/of-a-person' }));
  await named.send(new PutObjectCommand(object));
  await named.send(new PutObjectCommand(object));
  expect(findCalls('runs/')).toEqual([
    {
      ...{ caller: FUNCTION, action: 's3:PutObject', resource: 'arn:aws:s3:::work/runs/1', missing: false },
      context: { 's3:ObjectCreationOperation': 'true' },
    },
  ]);
});

test('the call of a presigned address is its signer’s', async () => {
  const url = await getSignedUrl(named, new PutObjectCommand({ Bucket: 'work', Key: 'batches/1/upload' }));
  expect((await fetch(url, { method: 'PUT', body: 'x' })).status).toBe(200);
  expect(findCalls('batches/')).toMatchObject([{ caller: FUNCTION, action: 's3:PutObject' }]);
});

test('a missing object, the context of a key and each deleted object are recorded', async () => {
  await expect(named.send(new GetObjectCommand({ Bucket: 'work', Key: 'nothing' }))).rejects.toThrow();
  expect(findCalls('nothing')).toMatchObject([{ action: 's3:GetObject', missing: true }]);

  const kms = new KMSClient(nameCaller('role/risk-local-spark-job'));
  const purpose = { EncryptionContext: { purpose: 'personal-data' } };
  await kms.send(new GenerateDataKeyCommand({ KeyId: aws.keyArn, KeySpec: 'AES_256', ...purpose }));
  expect(findCalls(aws.keyArn)).toMatchObject([
    { caller: 'role/risk-local-spark-job', context: { 'kms:EncryptionContext:purpose': 'personal-data' } },
  ]);

  const Objects = [{ Key: 'old/1' }, { Key: 'old/2' }];
  await named.send(new DeleteObjectsCommand({ Bucket: 'work', Delete: { Objects } }));
  expect(findCalls('old/').map(({ action, resource }) => `${action} ${resource}`)).toEqual([
    's3:DeleteObject arn:aws:s3:::work/old/1',
    's3:DeleteObject arn:aws:s3:::work/old/2',
  ]);
});

test('without the variable nothing names a caller and nothing is recorded', () => {
  const { callRecord, ...others } = readLocalSettings({ stateDirectory: folder, environment: {} });
  expect(callRecord).toBeUndefined();
  expect(buildRecorderEnvironment(others)).toEqual({});
});
