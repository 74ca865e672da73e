/** Reads the state of a job from SageMaker, or of a Spark job from EMR Serverless. */
import { DescribeTrainingJobCommand, SageMakerClient, type TrainingJobStatus } from '@aws-sdk/client-sagemaker';
import { checkSparkJob } from './check-spark-job.ts';
import type { JobState, StartedJob } from './job.ts';

const sagemaker = new SageMakerClient({});

export async function checkJob({ kind, job_name, job_run_id }: StartedJob): Promise<JobState> {
  if (kind === 'features') return checkSparkJob(job_run_id ?? '');
  const job = await sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: job_name }));
  return toJobState(job.TrainingJobStatus, job.FailureReason);
}

/** Translates a status of SageMaker. A stopped job has failed, because it left no model. */
export function toJobState(status: TrainingJobStatus | undefined, failureReason: string | undefined): JobState {
  switch (status) {
    case 'Completed':
      return { state: 'succeeded', reason: null };
    case 'Failed':
    case 'Stopped':
      return { state: 'failed', reason: failureReason ?? `the job has ended as ${status}` };
    default:
      return { state: 'running', reason: null };
  }
}
