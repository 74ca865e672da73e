/** Starts a SageMaker job, or a Spark job on EMR Serverless, and composes the request for a training job. */
import type { Logger } from '@aws-lambda-powertools/logger';
import {
  CreateTrainingJobCommand,
  type CreateTrainingJobCommandInput,
  ResourceInUse,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { requireEnv } from '../shared/env.ts';
import { JOBS_ROOT, jobCheckpointPrefix, trainingPrefix } from '../shared/object-keys.ts';
import { createTrackingRequest } from './create-tracking-request.ts';
import type { Job, StartedJob } from './job.ts';
import { startSparkJob } from './start-spark-job.ts';

const VOLUME_SIZE_GIB = 30;

const sagemaker = new SageMakerClient({});

/** Idempotent: a job is identified by its name, and one that was started before is not started again. */
export async function startJob(job: Job, logger: Logger): Promise<StartedJob> {
  if (job.kind === 'features') return { ...job, job_run_id: await startSparkJob(job.job_name) };
  try {
    const request =
      job.kind === 'training' ? createTrainingRequest(job) : createTrackingRequest(job.kind, job.job_name);
    await sagemaker.send(new CreateTrainingJobCommand(request));
  } catch (error) {
    if (!(error instanceof ResourceInUse)) throw error;
    logger.info('the job was started before');
  }
  return job;
}

/**
 * Composes the request for a training job: spot compute with checkpoints, no network, all output encrypted with the
 * system's key.
 */
export function createTrainingRequest({
  job_name: jobName,
  budget_seconds,
}: Pick<Job, 'job_name' | 'budget_seconds'>): CreateTrainingJobCommandInput {
  const key = requireEnv('JOB_KMS_KEY_ARN');
  const [work, model] = [`s3://${requireEnv('WORK_BUCKET')}`, `s3://${requireEnv('MODEL_BUCKET')}`];
  return {
    TrainingJobName: jobName,
    RoleArn: requireEnv('TRAINING_JOB_ROLE_ARN'),
    AlgorithmSpecification: { TrainingImage: requireEnv('TRAINING_IMAGE'), TrainingInputMode: 'File' },
    InputDataConfig: [
      {
        ChannelName: 'train',
        DataSource: {
          S3DataSource: {
            S3DataType: 'S3Prefix',
            S3Uri: `${work}/${trainingPrefix(jobName)}`,
            S3DataDistributionType: 'FullyReplicated',
          },
        },
      },
    ],
    // Uncompressed, so that S3 holds the files of the model folder.
    OutputDataConfig: { S3OutputPath: `${model}/${JOBS_ROOT}`, KmsKeyId: key, CompressionType: 'NONE' },
    ResourceConfig: {
      // SageMaker adds types faster than its client: the service refuses an unknown one.
      InstanceType: requireEnv('TRAINING_INSTANCE_TYPE') as NonNullable<
        CreateTrainingJobCommandInput['ResourceConfig']
      >['InstanceType'],
      InstanceCount: 1,
      VolumeSizeInGB: VOLUME_SIZE_GIB,
      VolumeKmsKeyId: key,
    },
    EnableManagedSpotTraining: true,
    StoppingCondition: {
      MaxRuntimeInSeconds: Number(requireEnv('TRAINING_MAX_RUNTIME_SECONDS')),
      MaxWaitTimeInSeconds: Number(requireEnv('TRAINING_MAX_WAIT_SECONDS')),
    },
    CheckpointConfig: { S3Uri: `${model}/${jobCheckpointPrefix(jobName)}` },
    HyperParameters: {
      job_name: jobName,
      budget_seconds: String(budget_seconds ?? requireEnv('TRAINING_BUDGET_SECONDS')),
    },
    // The container has no network and no credentials: SageMaker alone reads the input and writes the output.
    // https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html
    EnableNetworkIsolation: true,
  };
}
