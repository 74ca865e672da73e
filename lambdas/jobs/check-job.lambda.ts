/** Returns the state of a started job. */
import { createRiskHandler } from '../shared/handler.ts';
import { checkJob } from './check-job.ts';
import { StartedJob } from './job.ts';

export const handler = createRiskHandler({ name: 'jobs/check-job', input: StartedJob }, (job) => checkJob(job));
