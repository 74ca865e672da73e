/** What the job workflow hands from step to step. */
import { z } from 'zod';

export const Job = z.object({
  kind: z.literal('training'),
  job_name: z.string().regex(/^[A-Za-z0-9](-*[A-Za-z0-9]){0,62}$/),
});
export type Job = z.infer<typeof Job>;

export interface JobState {
  state: 'running' | 'succeeded' | 'failed';
  /** Why it failed, in the job's own line; null otherwise. */
  reason: string | null;
}
