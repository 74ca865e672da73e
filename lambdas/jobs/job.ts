/** Defines the payload types of the job workflow (statemachines/run-job.asl.json). */
import { z } from 'zod';

export const Job = z.object({
  /**
   * SageMaker runs `training`, and `registry` and `monitoring`, which write to MLflow. EMR Serverless runs `features` with
   * Spark.
   */
  kind: z.enum(['training', 'registry', 'monitoring', 'features']),
  job_name: z.string().regex(/^[A-Za-z0-9](-*[A-Za-z0-9]){0,62}$/),
  /** Search budget of a training job, where it is not the configured one. */
  budget_seconds: z.int().min(0).nullish(),
});
export type Job = z.infer<typeof Job>;

/** A job that was started. A Spark job has an id of EMR Serverless. */
export const StartedJob = Job.extend({ job_run_id: z.string().nullish() });
export type StartedJob = z.infer<typeof StartedJob>;

export interface JobState {
  state: 'running' | 'succeeded' | 'failed';
  /** Why it failed, in the last line that the job wrote; null otherwise. */
  reason: string | null;
}
