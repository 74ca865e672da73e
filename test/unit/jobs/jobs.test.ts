/** The request for a training job, and the translation of SageMaker's statuses. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { toJobState } from '../../../lambdas/jobs/check-job.ts';
import { createTrackingRequest } from '../../../lambdas/jobs/create-tracking-request.ts';
import { Job } from '../../../lambdas/jobs/job.ts';
import { createTrainingRequest } from '../../../lambdas/jobs/start-job.ts';
import { MissingEnvironmentVariable } from '../../../lambdas/shared/env.ts';

const variables = {
  WORK_BUCKET: 'work',
  MODEL_BUCKET: 'models',
  TRAINING_JOB_ROLE_ARN: 'arn:aws:iam::000000000000:role/training',
  TRACKING_JOB_ROLE_ARN: 'arn:aws:iam::000000000000:role/tracking',
  TRAINING_IMAGE: 'image',
  TRAINING_INSTANCE_TYPE: 'ml.m5.xlarge',
  TRAINING_BUDGET_SECONDS: '600',
  TRAINING_MAX_RUNTIME_SECONDS: '1800',
  TRAINING_MAX_WAIT_SECONDS: '5400',
  MLFLOW_TRACKING_URI: 'http://mlflow',
  JOB_KMS_KEY_ARN: 'key',
};
const before = { ...process.env };
beforeEach(() => {
  Object.assign(process.env, variables);
});
afterEach(() => {
  process.env = { ...before };
});

test.each([
  ['registry', 'training.mlflow.sync_registry'],
  ['monitoring', 'training.mlflow.record_monitoring'],
] as const)('a %s job is another program of the same image, small, bounded and encrypted', (kind, module) => {
  const request = createTrackingRequest(kind, 'risk-job-1');
  expect(request).toMatchObject({
    AlgorithmSpecification: { ContainerEntrypoint: ['python', '-m', module] },
    InputDataConfig: [{ ChannelName: kind, DataSource: { S3DataSource: { S3Uri: 's3://work/training/risk-job-1/' } } }],
    StoppingCondition: { MaxRuntimeInSeconds: 900 },
    RoleArn: variables.TRACKING_JOB_ROLE_ARN,
    Environment: { MLFLOW_TRACKING_URI: 'http://mlflow', MODEL_BUCKET: 'models' },
  });
  expect(request.ResourceConfig?.VolumeKmsKeyId).toBe(request.OutputDataConfig?.KmsKeyId);
});

test('a training job reads its export, writes its model, and is without network, bounded, encrypted and on spot', () => {
  const request = createTrainingRequest({ job_name: 'risk-training-1' });
  expect(request).toMatchObject({
    EnableNetworkIsolation: true,
    RoleArn: variables.TRAINING_JOB_ROLE_ARN,
    TrainingJobName: 'risk-training-1',
    InputDataConfig: [
      { ChannelName: 'train', DataSource: { S3DataSource: { S3Uri: 's3://work/training/risk-training-1/' } } },
    ],
    OutputDataConfig: { S3OutputPath: 's3://models/jobs/', KmsKeyId: 'key', CompressionType: 'NONE' },
    ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: 1, VolumeKmsKeyId: 'key' },
    EnableManagedSpotTraining: true,
    StoppingCondition: { MaxRuntimeInSeconds: 1800, MaxWaitTimeInSeconds: 5400 },
    CheckpointConfig: { S3Uri: 's3://models/jobs/risk-training-1/checkpoints/' },
    HyperParameters: { job_name: 'risk-training-1', budget_seconds: '600' },
  });
  expect(request.Environment).toBeUndefined();
});

test('an input may set another search budget, also 0', () => {
  const job = { job_name: 'risk-training-1', budget_seconds: 0 };
  expect(createTrainingRequest(job).HyperParameters).toMatchObject({ budget_seconds: '0' });
});

test('an absent variable is named', () => {
  delete process.env.TRAINING_IMAGE;
  expect(() => createTrainingRequest({ job_name: 'risk-training-1' })).toThrow(MissingEnvironmentVariable);
  expect(() => createTrainingRequest({ job_name: 'risk-training-1' })).toThrow('TRAINING_IMAGE');
});

test('a job name is one that SageMaker accepts', () => {
  expect(Job.safeParse({ kind: 'training', job_name: 'risk-training-1' }).success).toBe(true);
  expect(Job.safeParse({ kind: 'training', job_name: 'risk_training' }).success).toBe(false);
  expect(Job.safeParse({ kind: 'other', job_name: 'risk-training-1' }).success).toBe(false);
});

test.each([
  ['InProgress', undefined, 'running', null],
  ['Stopping', undefined, 'running', null],
  ['Completed', undefined, 'succeeded', null],
  ['Failed', 'AlgorithmError: ParityFailed: …', 'failed', 'AlgorithmError: ParityFailed: …'],
  ['Stopped', undefined, 'failed', 'the job has ended as Stopped'],
] as const)('%s', (status, failure, state, reason) => {
  expect(toJobState(status, failure)).toEqual({ state, reason });
});
