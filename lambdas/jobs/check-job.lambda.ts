/** Says how a job is doing. */
import { DescribeTrainingJobCommand, SageMakerClient, type TrainingJobStatus } from '@aws-sdk/client-sagemaker';
import { createRiskHandler } from '../shared/handler.ts';
import { checkSparkJob } from './check-spark-job.ts';
import { type JobState, StartedJob } from './job.ts';

const sagemaker = new SageMakerClient({});

export const handler = createRiskHandler(
  { name: 'jobs/check-job', input: StartedJob },
  async ({ kind, job_name, job_run_id }) => {
    if (kind === 'features') return checkSparkJob(job_run_id ?? '');
    const job = await sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: job_name }));
    return toJobState(job.TrainingJobStatus, job.FailureReason);
  },
);

/** SageMaker's words as the workflow's. A job that someone stopped has failed: it left no model. */
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
