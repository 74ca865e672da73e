/**
 * Defines the target of monitoring: a publication and the champion. Each step of the workflow passes it to the next.
 */
import { z } from 'zod';
import { AsOfDate } from '../../shared/runs/run.ts';

export const MonitoringTarget = z.object({
  run_id: z.uuid(),
  as_of: AsOfDate,
  /** Null before the first training. */
  model_version: z.string().nullable(),
});
export type MonitoringTarget = z.infer<typeof MonitoringTarget>;
