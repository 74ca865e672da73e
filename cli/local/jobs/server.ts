/**
 * Serves the local job endpoint: accepts SageMaker training jobs and EMR Serverless job runs, and runs them as processes
 * on this machine. The AWS SDK reaches it by AWS_ENDPOINT_URL_SAGEMAKER and _EMR_SERVERLESS.
 */
import { once } from 'node:events';
import { createSignedServer } from '../guard/guarded-server.ts';
import { openLineLog } from '../processes/line-log.ts';
import { createCallRecorder } from '../recorded-calls.ts';
import { readCredentials } from '../settings/credentials.ts';
import type { LocalSettings } from '../settings/local-settings.ts';
import { JobRuns, type JobRunsOptions } from './emr-serverless/job-runs.ts';
import { listJobCalls } from './job-calls.ts';
import { JOB_STOP_GRACE_SECONDS } from './job-settings.ts';
import { respondJson, respondRest } from './protocol.ts';
import { TrainingJobs } from './sagemaker/training-jobs.ts';

export interface JobEndpoint {
  /** Ends running jobs and closes the port. */
  stop(): Promise<void>;
}

/** Starts the endpoint; rejects with the system's error when the port is taken. */
export async function startJobEndpoint(settings: LocalSettings, options: JobRunsOptions = {}): Promise<JobEndpoint> {
  const jobs = new TrainingJobs(settings, options.stopGraceSeconds ?? JOB_STOP_GRACE_SECONDS);
  const runs = new JobRuns(settings, options);
  jobs.load();
  runs.load();
  const log = openLineLog(settings, 'jobs');
  const key = readCredentials(settings.stateDirectory);
  const recordCalls = createCallRecorder(settings);
  const server = createSignedServer(key, (request, response, body) => {
    recordCalls?.(request, listJobCalls(request, body, settings));
    if (request.headers['x-amz-target']) void respondJson(jobs.operations, request, body, response, log);
    else void respondRest(runs.routes, request, body, response, log);
  });
  server.listen(settings.ports.jobs, '127.0.0.1');
  await once(server, 'listening');
  return {
    async stop() {
      server.close();
      server.closeAllConnections();
      await Promise.all([jobs.close(), runs.close()]);
    },
  };
}
