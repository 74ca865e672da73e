/** The EMR Serverless API of the job endpoint, called with the AWS SDK; a small program stands in for spark-submit. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CancelJobRunCommand,
  ConflictException,
  EMRServerlessClient,
  GetJobRunCommand,
  ResourceNotFoundException,
  StartJobRunCommand,
  type StartJobRunCommandInput,
  ValidationException,
} from '@aws-sdk/client-emr-serverless';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type JobEndpoint, startJobEndpoint } from '../../../cli/local/jobs/server.ts';
import { startMiniStack } from '../../../cli/local/ministack/ministack.ts';
import type { ManagedProcess } from '../../../cli/local/processes/managed-process.ts';
import { buildSdkConfiguration, type LocalSettings } from '../../../cli/local/settings/local-settings.ts';
import { createObjectStore, type ObjectStore } from '../../../lambdas/shared/aws/object-store.ts';
import { removeState, testSettings, until } from './harness.ts';

let settings: LocalSettings;
let aws: ManagedProcess;
let jobs: JobEndpoint;
let emr: EMRServerlessClient;
let store: ObjectStore;

/** By the job's first argument it writes its arguments and its input, fails, or sleeps. */
const PROGRAM = `#!/usr/bin/env node
const { readFileSync, writeFileSync } = require('node:fs');
const args = process.argv.slice(2);
const [work, from, to] = args.slice(args.findIndex((a) => a.endsWith('main.py')) + 1);
if (work === 'fail') { console.error('first'); console.error('Untranslatable: no such thing');
  console.error('26/11/23 06:21:34 INFO ShutdownHookManager: Deleting directory /tmp/x');
  process.exit(1); }
if (work === 'sleep') setTimeout(() => {}, 60000);
else {
  const seen = readFileSync(new URL(from + 'plan.json'), 'utf8');
  writeFileSync(new URL(to + 'seen.json'), JSON.stringify({ seen, args, python: process.env.PYSPARK_PYTHON }));
  writeFileSync(new URL(to + '.seen.json.crc'), 'x');
}`;

const submit = () => join(settings.stateDirectory, 'spark-submit');
const start = () => startJobEndpoint(settings, { stopGraceSeconds: 1, sparkSubmit: submit(), driverMemory: '1g' });

beforeAll(async () => {
  settings = await testSettings();
  writeFileSync(submit(), PROGRAM);
  chmodSync(submit(), 0o755);
  [aws, jobs] = await Promise.all([startMiniStack(settings), start()]);
  emr = new EMRServerlessClient({ ...buildSdkConfiguration(settings), endpoint: settings.urls.jobs, maxAttempts: 1 });
  const s3 = new S3Client(buildSdkConfiguration(settings));
  await s3.send(new CreateBucketCommand({ Bucket: 'work' }));
  store = createObjectStore(s3);
  await store.putJson('work', 'features/one/input/plan.json', { format: 1 });
});

afterAll(async () => {
  await jobs?.stop();
  await aws?.stop();
  await removeState(settings);
});

const request = (token: string, ...args: string[]): StartJobRunCommandInput => ({
  applicationId: '00local',
  clientToken: token,
  executionRoleArn: 'arn:aws:iam::000000000000:role/spark',
  jobDriver: {
    sparkSubmit: {
      entryPoint: 'local:///opt/risk/spark/main.py',
      entryPointArguments: args,
      sparkSubmitParameters: '--conf spark.executor.memory=8g',
    },
  },
  name: token,
  executionTimeoutMinutes: 10,
});
const submitted = async (input: StartJobRunCommandInput): Promise<string> =>
  (await emr.send(new StartJobRunCommand(input))).jobRunId ?? '';
const look = async (jobRunId: string) =>
  (await emr.send(new GetJobRunCommand({ applicationId: '00local', jobRunId }))).jobRun;
const ended = (id: string) =>
  until(
    () => look(id),
    (run) => ['SUCCESS', 'FAILED', 'CANCELLED'].includes(run?.state ?? ''),
  );

test('a job finds folders of S3 on disk, and its output is uploaded', async () => {
  const folders = ['s3://work/features/one/input/', 's3://work/features/one/output/'];
  const id = await submitted(request('whole', 'copy', ...folders));
  const run = await ended(id);
  expect(run).toMatchObject({ state: 'SUCCESS', name: 'whole', applicationId: '00local', jobRunId: id });
  expect(run?.createdAt).toBeInstanceOf(Date);
  const left: string[] = [];
  for await (const { key } of store.list('work', 'features/one/output/')) left.push(key);
  expect(left).toEqual(['features/one/output/seen.json']);
  const { seen, args } = (await store.getJson('work', left[0] ?? '')) as { seen: string; args: string[] };
  expect(JSON.parse(seen)).toEqual({ format: 1 });
  expect(args).toEqual(
    expect.arrayContaining([
      'spark.executor.memory=8g',
      'spark.driver.memory=1g',
      expect.stringMatching(/^spark\.master=local/),
    ]),
  );
  expect(args.find((arg) => arg.endsWith('main.py'))).toBe(join(settings.repositoryRoot, 'spark/main.py'));
});

test('a failed job has its own last line as details, not a line of Spark', async () => {
  const run = await ended(await submitted(request('failing', 'fail')));
  expect(run?.state).toBe('FAILED');
  expect(run?.stateDetails).toMatch(/ExitCode: 1\. Untranslatable: no such thing$/);
});

test('the same client token is the same run, and a conflict with other parameters', async () => {
  const input = request('token', 'fail');
  const id = await submitted(input);
  await ended(id);
  expect(await submitted(input)).toBe(id);
  await expect(submitted({ ...input, executionTimeoutMinutes: 11 })).rejects.toBeInstanceOf(ConflictException);
});

test('a job can be cancelled until it has ended', async () => {
  const id = await submitted(request('long', 'sleep'));
  await until(
    () => look(id),
    (run) => run?.state === 'RUNNING',
  );
  await emr.send(new CancelJobRunCommand({ applicationId: '00local', jobRunId: id }));
  expect((await ended(id))?.state).toBe('CANCELLED');
  const again = emr.send(new CancelJobRunCommand({ applicationId: '00local', jobRunId: id }));
  await expect(again).rejects.toBeInstanceOf(ValidationException);
});

test('unknown runs and invalid requests are refused with the exception of AWS', async () => {
  await expect(look('00abc')).rejects.toBeInstanceOf(ResourceNotFoundException);
  await expect(submitted({ ...request('bad', 'fail'), executionRoleArn: 'no role' })).rejects.toThrow(
    ValidationException,
  );
});

test('a job that runs when the endpoint ends has failed, also at the next start', async () => {
  const id = await submitted(request('cut', 'sleep'));
  await until(
    () => look(id),
    (run) => run?.state === 'RUNNING',
  );
  await jobs.stop();
  jobs = await start();
  expect(await look(id)).toMatchObject({ state: 'FAILED', stateDetails: expect.stringContaining('endpoint ended') });
});
