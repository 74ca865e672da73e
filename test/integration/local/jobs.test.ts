/** The SageMaker API of the job endpoint, called with the AWS SDK; jobs run Python programs. */
import { writeFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateTrainingJobCommand,
  type CreateTrainingJobCommandInput,
  DescribeTrainingJobCommand,
  SageMakerClient,
  StopTrainingJobCommand,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getJobFolder } from '../../../cli/local/jobs/job-settings.ts';
import { type JobEndpoint, startJobEndpoint } from '../../../cli/local/jobs/server.ts';
import { startMiniStack } from '../../../cli/local/ministack/ministack.ts';
import type { ManagedProcess } from '../../../cli/local/processes/managed-process.ts';
import { buildSdkConfiguration, type LocalSettings } from '../../../cli/local/settings/local-settings.ts';
import { createObjectStore, type ObjectStore } from '../../../lambdas/shared/aws/object-store.ts';
import { removeState, testSettings, until } from './harness.ts';

let settings: LocalSettings;
let aws: ManagedProcess;
let jobs: JobEndpoint;
let sagemaker: SageMakerClient;
let store: ObjectStore;

beforeAll(async () => {
  settings = await testSettings();
  [aws, jobs] = await Promise.all([startMiniStack(settings), startJobEndpoint(settings, { stopGraceSeconds: 1 })]);
  sagemaker = new SageMakerClient({ ...buildSdkConfiguration(settings), endpoint: settings.urls.jobs, maxAttempts: 1 });
  const s3 = new S3Client(buildSdkConfiguration(settings));
  await s3.send(new CreateBucketCommand({ Bucket: 'work' }));
  store = createObjectStore(s3);
  await store.putJson('work', 'training/one/features.json', { seed: 7 });
  await store.putJson('work', 'training/one/data/part_1', [1, 2, 3]);
});

afterAll(async () => {
  await jobs?.stop();
  await aws?.stop();
  await removeState(settings);
});

/** A valid request that runs this Python program instead of the training package. */
function request(name: string, program: string, changes: Partial<CreateTrainingJobCommandInput> = {}) {
  const path = join(settings.stateDirectory, `${name}.py`);
  writeFileSync(path, program);
  return {
    TrainingJobName: name,
    RoleArn: 'arn:aws:iam::000000000000:role/training',
    AlgorithmSpecification: {
      TrainingImage: 'training',
      TrainingInputMode: 'File' as const,
      ContainerEntrypoint: ['python', path],
    },
    InputDataConfig: [
      {
        ChannelName: 'train',
        DataSource: { S3DataSource: { S3DataType: 'S3Prefix' as const, S3Uri: 's3://work/training/one/' } },
      },
    ],
    OutputDataConfig: { S3OutputPath: 's3://work/jobs', CompressionType: 'NONE' as const },
    ResourceConfig: { InstanceType: 'ml.m7i.large' as const, InstanceCount: 1, VolumeSizeInGB: 10 },
    StoppingCondition: { MaxRuntimeInSeconds: 60 },
    HyperParameters: { job_name: name, folds: '5' },
    Environment: { MLFLOW_TRACKING_URI: 'http://127.0.0.1:1' },
    ...changes,
  } satisfies CreateTrainingJobCommandInput;
}

const create = (input: CreateTrainingJobCommandInput) => sagemaker.send(new CreateTrainingJobCommand(input));
const look = (name: string) => sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));
const ended = (name: string) =>
  until(
    () => look(name),
    (job) => !['InProgress', 'Stopping'].includes(job.TrainingJobStatus ?? ''),
  );

const SLEEP = 'import time; print("asleep", flush=True); time.sleep(60)';

describe('a training job', () => {
  it("finds SageMaker's folders and variables, and stores its model in S3", async () => {
    const program = `
import json, os
train = os.environ['SM_CHANNEL_TRAIN']
with open(train + '/features.json') as file: seed = json.load(file)['seed']
os.makedirs(os.environ['SM_MODEL_DIR'] + '/deep')
with open(os.environ['SM_MODEL_DIR'] + '/deep/seen.json', 'w') as file:
    json.dump({'seed': seed, 'data': os.listdir(train + '/data'), 'hps': json.loads(os.environ['SM_HPS']),
               'cpus': int(os.environ['SM_NUM_CPUS']), 'job': os.environ['TRAINING_JOB_NAME'],
               'mlflow': os.environ['MLFLOW_TRACKING_URI'], 's3': os.environ['AWS_ENDPOINT_URL']}, file)
print('progress 1/1 done')`;
    const { TrainingJobArn } = await create(request('whole', program));
    expect(TrainingJobArn).toBe('arn:aws:sagemaker:eu-west-1:000000000000:training-job/whole');
    const job = await ended('whole');
    expect(job).toMatchObject({ TrainingJobStatus: 'Completed', SecondaryStatus: 'Completed' });
    expect(job.SecondaryStatusTransitions?.map(({ Status }) => Status)).toEqual([
      'Starting',
      'Downloading',
      'Training',
      'Uploading',
      'Completed',
    ]);
    expect(job.ModelArtifacts?.S3ModelArtifacts).toBe('s3://work/jobs/whole/output/model/');
    expect(job.TrainingEndTime).toBeInstanceOf(Date);
    expect(await store.getJson('work', 'jobs/whole/output/model/deep/seen.json')).toEqual({
      seed: 7,
      data: ['part_1'],
      hps: { job_name: 'whole', folds: 5 },
      cpus: expect.any(Number),
      job: 'whole',
      mlflow: 'http://127.0.0.1:1',
      s3: settings.urls.aws,
    });
    expect(await readFile(join(getJobFolder(settings, 'whole'), 'job.log'), 'utf8')).toBe('progress 1/1 done\n');
  });

  it('has neither credentials nor addresses of services when its network is isolated', async () => {
    const program = `
import json, os
names = [name for name in os.environ if name.startswith(('AWS_', 'MLFLOW_'))]
with open(os.environ['SM_MODEL_DIR'] + '/seen.json', 'w') as file: json.dump(names, file)`;
    await create(request('isolated', program, { EnableNetworkIsolation: true, Environment: {} }));
    expect(await ended('isolated')).toMatchObject({ TrainingJobStatus: 'Completed', EnableNetworkIsolation: true });
    expect(await store.getJson('work', 'jobs/isolated/output/model/seen.json')).toEqual([]);
  });

  it('archives its model unless the request says NONE', async () => {
    const program = "import os; open(os.environ['SM_MODEL_DIR'] + '/model.onnx', 'w').write('x')";
    await create(request('archived', program, { OutputDataConfig: { S3OutputPath: 's3://work/jobs/' } }));
    expect((await ended('archived')).ModelArtifacts?.S3ModelArtifacts).toBe(
      's3://work/jobs/archived/output/model.tar.gz',
    );
    expect((await store.head('work', 'jobs/archived/output/model.tar.gz')).sizeBytes).toBeGreaterThan(50);
  });

  it('fails with the reason it wrote, else with its last line', async () => {
    const own =
      "import os; open(os.environ['SM_OUTPUT_DIR'] + '/failure', 'w').write('too few rows'); raise SystemExit(3)";
    await create(request('own-reason', own));
    await create(request('no-reason', 'raise ValueError("no such column")'));
    expect(await ended('own-reason')).toMatchObject({
      TrainingJobStatus: 'Failed',
      FailureReason: 'AlgorithmError: too few rows, exit code: 3',
    });
    expect((await ended('no-reason')).FailureReason).toBe('AlgorithmError: ValueError: no such column, exit code: 1');
  });

  it('fails when its channel is empty', async () => {
    const S3Uri = 's3://work/training/nothing/';
    const DataSource = { S3DataSource: { S3DataType: 'S3Prefix' as const, S3Uri } };
    await create(request('no-data', SLEEP, { InputDataConfig: [{ ChannelName: 'train', DataSource }] }));
    expect((await ended('no-data')).FailureReason).toMatch(/^ClientError: Data download failed: No S3 objects found/);
  });

  it('can be stopped, and its model is stored', async () => {
    const program = `import os; open(os.environ['SM_MODEL_DIR'] + '/half', 'w').write('x'); ${SLEEP}`;
    await create(request('stopped', program));
    await until(
      () => look('stopped'),
      (job) => job.SecondaryStatus === 'Training',
    );
    await until(
      () => readFile(join(getJobFolder(settings, 'stopped'), 'job.log'), 'utf8'),
      (log) => log.includes('asleep'),
    );
    await sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: 'stopped' }));
    expect(await ended('stopped')).toMatchObject({ TrainingJobStatus: 'Stopped', SecondaryStatus: 'Stopped' });
    expect((await store.head('work', 'jobs/stopped/output/model/half')).sizeBytes).toBe(1);
    await expect(sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: 'stopped' }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'The request was rejected because the training job is in status Stopped.',
    });
  });

  it('is stopped after its maximum runtime', async () => {
    await create(request('late', SLEEP, { StoppingCondition: { MaxRuntimeInSeconds: 1 } }));
    expect(await ended('late')).toMatchObject({ TrainingJobStatus: 'Stopped', SecondaryStatus: 'MaxRuntimeExceeded' });
  });
});

describe('the endpoint', () => {
  it('refuses a name that was used before', async () => {
    await create(request('twice', 'pass'));
    await expect(create(request('twice', 'pass'))).rejects.toMatchObject({ name: 'ResourceInUse' });
  });

  it('refuses invalid requests with the messages of SageMaker', async () => {
    await expect(create(request('under_score', 'pass'))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(
        "1 validation error detected: Value 'under_score' at 'trainingJobName' failed to satisfy constraint: " +
          'Member must satisfy regular expression pattern:',
      ),
    });
    const bare = { ...request('bare', 'pass'), RoleArn: undefined, StoppingCondition: undefined };
    await expect(create(bare as never)).rejects.toMatchObject({
      message:
        "2 validation errors detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null; " +
        "Value null at 'stoppingCondition' failed to satisfy constraint: Member must not be null",
    });
    await expect(look('unknown')).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Requested resource not found.',
    });
  });

  it('fails the jobs that were running when it crashed', async () => {
    const other = await testSettings();
    const folder = getJobFolder(other, 'lost');
    await mkdir(folder, { recursive: true });
    const job = JSON.parse(await readFile(join(getJobFolder(settings, 'whole'), 'job.json'), 'utf8'));
    job.request.TrainingJobName = 'lost';
    await writeFile(
      join(folder, 'job.json'),
      JSON.stringify({ ...job, status: 'InProgress', secondaryStatus: 'Training' }),
    );
    const endpoint = await startJobEndpoint(other);
    try {
      const client = new SageMakerClient({ ...buildSdkConfiguration(other), endpoint: other.urls.jobs });
      const lost = await client.send(new DescribeTrainingJobCommand({ TrainingJobName: 'lost' }));
      expect(lost).toMatchObject({
        TrainingJobStatus: 'Failed',
        FailureReason: expect.stringContaining('endpoint ended'),
      });
    } finally {
      await endpoint.stop();
      await removeState(other);
    }
  });
});
