/** Schema of CreateTrainingJob requests of SageMaker: the fields that this system uses, with AWS constraints. */
import { z } from 'zod';

/** Schema of a text that matches a pattern, with the messages of AWS. */
const createTextSchema = (pattern: RegExp, maximum: number) =>
  z
    .string()
    .regex(pattern, `Member must satisfy regular expression pattern: ${pattern.source}`)
    .max(maximum, `Member must have length less than or equal to ${maximum}`);

export const JobName = createTextSchema(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/, 63);
const S3Uri = createTextSchema(/^(https|s3):\/\/([^/]+)\/?(.*)$/, 1024);
const Seconds = z.int().min(1, 'Member must have value greater than or equal to 1');
const createRecordSchema = (keys: RegExp, keyLength: number, valueLength: number) =>
  z
    .record(createTextSchema(keys, keyLength), z.string().max(valueLength))
    .refine((record) => Object.keys(record).length <= 100, 'Member must have length less than or equal to 100');

/** Schema of an option of which only one value is supported here. */
const allowOnly = <Value extends string | number>(value: Value) =>
  z.literal(value, `the local job endpoint runs only '${value}' here`);

const Channel = z.object({
  ChannelName: createTextSchema(/^[A-Za-z0-9.\-_]+$/, 64),
  DataSource: z.object({
    S3DataSource: z.object({
      S3DataType: allowOnly('S3Prefix'),
      S3Uri,
      S3DataDistributionType: allowOnly('FullyReplicated').default('FullyReplicated'),
    }),
  }),
  CompressionType: allowOnly('None').optional(),
  InputMode: allowOnly('File').optional(),
  ContentType: z.string().optional(),
});

export const CreateTrainingJob = z
  .object({
    TrainingJobName: JobName,
    RoleArn: createTextSchema(/^arn:aws[a-z-]*:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/, 2048),
    AlgorithmSpecification: z.object({
      TrainingImage: z.string().max(255).optional(),
      AlgorithmName: z.string().optional(),
      TrainingInputMode: allowOnly('File'),
      ContainerEntrypoint: z.array(z.string().max(256)).min(1).max(10).optional(),
      ContainerArguments: z.array(z.string().max(256)).min(1).max(100).optional(),
    }),
    OutputDataConfig: z.object({
      S3OutputPath: S3Uri,
      KmsKeyId: z.string().max(2048).optional(),
      CompressionType: z.enum(['GZIP', 'NONE']).default('GZIP'),
    }),
    ResourceConfig: z.object({
      InstanceType: z.string(),
      InstanceCount: allowOnly(1),
      VolumeSizeInGB: z.int().min(1),
      VolumeKmsKeyId: z.string().optional(),
    }),
    StoppingCondition: z.object({
      MaxRuntimeInSeconds: Seconds.default(86_400),
      MaxWaitTimeInSeconds: Seconds.optional(),
    }),
    InputDataConfig: z.array(Channel).max(20).default([]),
    HyperParameters: createRecordSchema(/^[\s\S]*$/, 256, 2500).default({}),
    Environment: createRecordSchema(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 512, 512).default({}),
    CheckpointConfig: z.object({ S3Uri, LocalPath: allowOnly('/opt/ml/checkpoints').optional() }).optional(),
    EnableManagedSpotTraining: z.boolean().default(false),
    EnableNetworkIsolation: z.boolean().default(false),
    Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).optional(),
  })
  .superRefine((job, context) => {
    for (const message of findContradictions(job)) context.addIssue({ code: 'custom', message });
  });

export type TrainingJobRequest = z.output<typeof CreateTrainingJob>;

type ConstrainedFields = Pick<
  TrainingJobRequest,
  'AlgorithmSpecification' | 'StoppingCondition' | 'EnableManagedSpotTraining' | 'InputDataConfig'
>;

function findContradictions(job: ConstrainedFields): string[] {
  const { TrainingImage, AlgorithmName } = job.AlgorithmSpecification;
  const { MaxRuntimeInSeconds, MaxWaitTimeInSeconds } = job.StoppingCondition;
  const channels = job.InputDataConfig.map((channel) => channel.ChannelName);
  const rules: [boolean, string][] = [
    [(TrainingImage === undefined) === (AlgorithmName === undefined), 'Give either TrainingImage or AlgorithmName.'],
    [
      job.EnableManagedSpotTraining && MaxWaitTimeInSeconds === undefined,
      'MaxWaitTimeInSeconds must be provided when EnableManagedSpotTraining is set.',
    ],
    [
      !job.EnableManagedSpotTraining && MaxWaitTimeInSeconds !== undefined,
      'MaxWaitTimeInSeconds is allowed only when EnableManagedSpotTraining is set.',
    ],
    [
      MaxWaitTimeInSeconds !== undefined && MaxWaitTimeInSeconds < MaxRuntimeInSeconds,
      'MaxWaitTimeInSeconds must be equal to or greater than MaxRuntimeInSeconds.',
    ],
    [new Set(channels).size < channels.length, 'Channel names must be unique.'],
  ];
  return rules.filter(([isViolated]) => isViolated).map(([, message]) => message);
}
