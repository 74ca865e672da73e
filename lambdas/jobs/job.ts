/** What the job workflow hands from step to step. */
import { z } from 'zod';

export const Job = z.object({
  /**
   * `training`, `registry` and `monitoring` (MLflow follows the database, and what was measured): SageMaker; `features`:
   * Spark on EMR Serverless.
   */
  kind: z.enum(['training', 'registry', 'monitoring', 'features']),
  job_name: z.string().regex(/^[A-Za-z0-9](-*[A-Za-z0-9]){0,62}$/),
  /** Of a training job's search for settings, where whoever starts it wants another than the configured one. */
  budget_seconds: z.int().min(0).nullish(),
});
export type Job = z.infer<typeof Job>;

/** A job that was started; a Spark job is asked after by the id that EMR Serverless gave it. */
export const StartedJob = Job.extend({ job_run_id: z.string().nullish() });

export interface JobState {
  state: 'running' | 'succeeded' | 'failed';
  /** Why it failed, in the job's own line; null otherwise. */
  reason: string | null;
}
