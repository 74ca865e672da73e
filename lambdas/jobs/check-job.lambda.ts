/** Returns the state of a started job. */
import { breakLinks } from '../shared/break-links.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { checkJob } from './check-job.ts';
import { StartedJob } from './job.ts';

export const handler = createRiskHandler({ name: 'jobs/check-job', input: StartedJob }, async (job) => {
  const { state, reason } = await checkJob(job);
  return { state, reason: reason && breakLinks(reason) }; // people read it in a mail
});
