/** Composes the requests for the jobs that write to MLflow: the registry with its models, and monitoring results. */
import type { CreateTrainingJobCommandInput } from '@aws-sdk/client-sagemaker';
import { requireEnv } from '../shared/env.ts';
import { JOBS_ROOT, trainingPrefix } from '../shared/object-keys.ts';

const MAX_RUNTIME_SECONDS = 900;

/** The smallest instance: a copy is a few requests. The account needs a quota for it. */
export const TRACKING_INSTANCE_TYPE = 'ml.t3.medium';

/** The Python module that each kind of job runs. The kind is also the name of its input channel. */
const MODULES = { registry: 'training.mlflow.sync_registry', monitoring: 'training.mlflow.record_monitoring' } as const;
export type TrackingKind = keyof typeof MODULES;

/** Composes the request: image of the training job, the program of `kind`, and the smallest instance. */
export function createTrackingRequest(kind: TrackingKind, jobName: string): CreateTrainingJobCommandInput {
  const key = requireEnv('JOB_KMS_KEY_ARN');
  return {
    TrainingJobName: jobName,
    RoleArn: requireEnv('TRACKING_JOB_ROLE_ARN'),
    AlgorithmSpecification: {
      TrainingImage: requireEnv('TRAINING_IMAGE'),
      TrainingInputMode: 'File',
      ContainerEntrypoint: ['python', '-m', MODULES[kind]],
    },
    InputDataConfig: [
      {
        ChannelName: kind,
        DataSource: {
          S3DataSource: {
            S3DataType: 'S3Prefix',
            S3Uri: `s3://${requireEnv('WORK_BUCKET')}/${trainingPrefix(jobName)}`,
            S3DataDistributionType: 'FullyReplicated',
          },
        },
      },
    ],
    OutputDataConfig: {
      S3OutputPath: `s3://${requireEnv('MODEL_BUCKET')}/${JOBS_ROOT}`,
      KmsKeyId: key,
      CompressionType: 'NONE',
    },
    ResourceConfig: { InstanceType: TRACKING_INSTANCE_TYPE, InstanceCount: 1, VolumeSizeInGB: 1, VolumeKmsKeyId: key },
    StoppingCondition: { MaxRuntimeInSeconds: MAX_RUNTIME_SECONDS },
    Environment: { MLFLOW_TRACKING_URI: requireEnv('MLFLOW_TRACKING_URI'), MODEL_BUCKET: requireEnv('MODEL_BUCKET') },
  };
}
