/** The record of a training job: its request, its states, and its description in the API of SageMaker. */
import type { TrainingJobRequest } from './training-job-request.ts';

export type JobStatus = 'InProgress' | 'Completed' | 'Failed' | 'Stopping' | 'Stopped';

export type SecondaryStatus =
  | 'Starting'
  | 'Downloading'
  | 'Training'
  | 'Uploading'
  | 'Completed'
  | 'Failed'
  | 'Stopping'
  | 'Stopped'
  | 'MaxRuntimeExceeded';

/** Times are in seconds since 1970, as in the protocol. */
export interface LocalTrainingJob {
  request: TrainingJobRequest;
  arn: string;
  status: JobStatus;
  secondaryStatus: SecondaryStatus;
  failureReason?: string;
  createdAt: number;
  changedAt: number;
  trainingStartedAt?: number;
  endedAt?: number;
  transitions: { Status: SecondaryStatus; StartTime: number; EndTime?: number }[];
}

/** Creates the record of an accepted job. */
export function createTrainingJob(request: TrainingJobRequest, arn: string, now: number): LocalTrainingJob {
  const transitions = [{ Status: 'Starting' as const, StartTime: now }];
  return {
    request,
    arn,
    status: 'InProgress',
    secondaryStatus: 'Starting',
    createdAt: now,
    changedAt: now,
    transitions,
  };
}

/** Whether the job has ended. */
export const hasTrainingJobEnded = (job: LocalTrainingJob): boolean =>
  ['Completed', 'Failed', 'Stopped'].includes(job.status);

/** Puts a running job into another stage. */
export function enterStatus(job: LocalTrainingJob, stage: SecondaryStatus, now: number): void {
  const current = job.transitions.at(-1);
  if (current) current.EndTime = now;
  job.transitions.push({ Status: stage, StartTime: now });
  job.secondaryStatus = stage;
  job.changedAt = now;
  if (stage === 'Training') job.trainingStartedAt = now;
  if (stage === 'Stopping') job.status = 'Stopping';
}

/** Ends a job. A job that exceeded its maximum runtime is `Stopped` too. */
export function endTrainingJob(job: LocalTrainingJob, result: TrainingJobResult, now: number): void {
  enterStatus(job, result.secondary, now);
  const last = job.transitions.at(-1);
  if (last) last.EndTime = now;
  job.status = result.status;
  job.endedAt = now;
  if (result.status === 'Failed') job.failureReason = result.reason.slice(0, 1024);
}

export type TrainingJobResult =
  | { status: 'Completed'; secondary: 'Completed' }
  | { status: 'Stopped'; secondary: 'Stopped' | 'MaxRuntimeExceeded' }
  | { status: 'Failed'; secondary: 'Failed'; reason: string };

/** Prefix of the job's results, `s3://bucket/prefix/<job>/output`. */
export const buildOutputUri = ({ request }: LocalTrainingJob): string =>
  `${request.OutputDataConfig.S3OutputPath.replace(/\/+$/, '')}/${request.TrainingJobName}/output`;

/** URI of the model: an archive, or a folder with CompressionType NONE. */
export const buildModelUri = (job: LocalTrainingJob): string =>
  `${buildOutputUri(job)}/${job.request.OutputDataConfig.CompressionType === 'NONE' ? 'model/' : 'model.tar.gz'}`;

/** The response of DescribeTrainingJob. */
export function describeTrainingJob(job: LocalTrainingJob): object {
  const trainingSeconds =
    job.trainingStartedAt !== undefined && job.endedAt !== undefined
      ? Math.ceil(job.endedAt - job.trainingStartedAt)
      : undefined;
  return {
    ...job.request,
    TrainingJobArn: job.arn,
    TrainingJobStatus: job.status,
    SecondaryStatus: job.secondaryStatus,
    SecondaryStatusTransitions: job.transitions,
    FailureReason: job.failureReason,
    ModelArtifacts: { S3ModelArtifacts: buildModelUri(job) },
    CreationTime: job.createdAt,
    LastModifiedTime: job.changedAt,
    TrainingStartTime: job.trainingStartedAt,
    TrainingEndTime: job.endedAt,
    TrainingTimeInSeconds: trainingSeconds,
    BillableTimeInSeconds: trainingSeconds,
  };
}
