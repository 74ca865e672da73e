/** The record of a job run: its request, its state, and its description in the API of EMR Serverless. */
import type { JobRunRequest } from './job-run-request.ts';

export type JobRunState = 'SUBMITTED' | 'SCHEDULED' | 'RUNNING' | 'SUCCESS' | 'FAILED' | 'CANCELLING' | 'CANCELLED';

/** Times are in seconds since 1970, as in the protocol. */
export interface JobRun {
  id: string;
  applicationId: string;
  arn: string;
  request: JobRunRequest;
  state: JobRunState;
  stateDetails: string;
  createdAt: number;
  updatedAt: number;
  startedAt?: number;
  endedAt?: number;
}

export interface JobRunResult {
  state: 'SUCCESS' | 'FAILED' | 'CANCELLED';
  details: string;
}

/** Whether the run has ended. */
export const hasRunEnded = ({ state }: JobRun): boolean => ['SUCCESS', 'FAILED', 'CANCELLED'].includes(state);

/** Puts a run into another state. */
export function enterState(run: JobRun, state: JobRunState, details: string, now: number): void {
  run.state = state;
  run.stateDetails = details;
  run.updatedAt = now;
  if (state === 'RUNNING') run.startedAt = now;
  if (hasRunEnded(run)) run.endedAt = now;
}

/** The response of GetJobRun. */
export function describeRun(run: JobRun, releaseLabel: string): object {
  const { request } = run;
  const durationSeconds = run.startedAt === undefined ? 0 : Math.ceil((run.endedAt ?? run.updatedAt) - run.startedAt);
  return {
    jobRun: {
      applicationId: run.applicationId,
      jobRunId: run.id,
      arn: run.arn,
      name: request.name,
      createdBy: request.executionRoleArn,
      createdAt: run.createdAt,
      updatedAt: run.updatedAt,
      startedAt: run.startedAt,
      endedAt: run.endedAt,
      executionRole: request.executionRoleArn,
      state: run.state,
      stateDetails: run.stateDetails,
      releaseLabel,
      jobDriver: request.jobDriver,
      configurationOverrides: request.configurationOverrides,
      executionTimeoutMinutes: request.executionTimeoutMinutes,
      totalExecutionDurationSeconds: durationSeconds,
      tags: request.tags ?? {},
      mode: 'BATCH',
      attempt: 1,
    },
  };
}
