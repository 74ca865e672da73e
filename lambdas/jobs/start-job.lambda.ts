/** Starts a job on managed compute. The name is the key: starting the same job again changes nothing. */
import {
  CreateTrainingJobCommand,
  type CreateTrainingJobCommandInput,
  ResourceInUse,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { JOBS_ROOT, jobCheckpointPrefix, trainingPrefix } from '../shared/object-keys.ts';
import { Job } from './job.ts';
import { startSparkJob } from './start-spark-job.ts';
import { createTrackingRequest } from './tracking-job.ts';

const VOLUME_SIZE_GIB = 30;

const sagemaker = new SageMakerClient({});

export const handler = createRiskHandler({ name: 'jobs/start-job', input: Job }, async (job, { logger }) => {
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
});

type TrainingJob = Pick<Job, 'job_name' | 'budget_seconds'>;

/** The request for a training job: spot compute with checkpoints, everything it writes encrypted with our key. */
export function createTrainingRequest({
  job_name: jobName,
  budget_seconds,
}: TrainingJob): CreateTrainingJobCommandInput {
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
    // Uncompressed, so that the model folder arrives as it is.
    OutputDataConfig: { S3OutputPath: `${model}/${JOBS_ROOT}`, KmsKeyId: key, CompressionType: 'NONE' },
    ResourceConfig: {
      // SageMaker's list of types grows; a wrong one is refused by name.
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
    Environment: { MLFLOW_TRACKING_URI: requireEnv('MLFLOW_TRACKING_URI') },
  };
}
