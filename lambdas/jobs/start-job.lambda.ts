/** Starts a job on managed compute. */
import { createRiskHandler } from '../shared/handler.ts';
import { Job } from './job.ts';
import { startJob } from './start-job.ts';

export const handler = createRiskHandler({ name: 'jobs/start-job', input: Job }, (job, { logger }) =>
  startJob(job, logger),
);
