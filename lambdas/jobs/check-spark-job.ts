/** Reads the state of a Spark job from EMR Serverless. */
import { EMRServerlessClient, GetJobRunCommand, type JobRunState } from '@aws-sdk/client-emr-serverless';
import { requireEnv } from '../shared/env.ts';
import type { JobState } from './job.ts';

const emr = new EMRServerlessClient({});

export async function checkSparkJob(jobRunId: string): Promise<JobState> {
  const { jobRun } = await emr.send(
    new GetJobRunCommand({ applicationId: requireEnv('SPARK_APPLICATION_ID'), jobRunId }),
  );
  return toSparkJobState(jobRun?.state, jobRun?.stateDetails);
}

/** Translates a state of EMR Serverless. A cancelled job has failed, because its output is incomplete. */
export function toSparkJobState(state: JobRunState | undefined, details: string | undefined): JobState {
  switch (state) {
    case 'SUCCESS':
      return { state: 'succeeded', reason: null };
    case 'FAILED':
    case 'CANCELLED':
      return { state: 'failed', reason: details || `the job has ended as ${state}` };
    default:
      return { state: 'running', reason: null };
  }
}
