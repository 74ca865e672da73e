/** Defines what a simulation is asked: which policy or model, over which decisions. */
import { z } from 'zod';

const day = z.iso.date();

export const SimulationRequest = z.object({
  policy_version: z.string().nullable(),
  /** A policy without a stored version. */
  document: z.record(z.string(), z.unknown()).nullable(),
  model_version: z.string().nullable(),
  /** The applications that the policy would decide; null is all. */
  segment: z.object({ feature: z.string(), value: z.string() }).nullable(),
  /** As-of days, both included; null with a batch. */
  from: day.nullable(),
  to: day.nullable(),
  batch_id: z.uuid().nullable(),
});
export type SimulationRequest = z.infer<typeof SimulationRequest>;
