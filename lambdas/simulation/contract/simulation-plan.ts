/** Defines the plan of a simulation, an object in the work bucket that every part reads: what decides, of which columns. */
import { z } from 'zod';
import { NeededFeature } from '../../shared/decision/needed-features.ts';
import { ScoreScale } from '../../shared/model/score-scale.ts';
import { PolicyReference, ServingModel, ServingState } from '../../shared/serving/serving-state.ts';

const PlannedPolicy = PolicyReference.extend({ document: z.string() });
export const SimulationPlan = z.object({
  /** What decides when the simulation begins, and the documents that it names. */
  state: ServingState,
  documents: z.array(PlannedPolicy),
  /** Null where only a model is simulated: the active policies decide on its PDs. */
  candidate: PlannedPolicy.nullable(),
  /** Null: the stored PDs. */
  model: ServingModel.nullable(),
  /** Scales of the scores by model version; a model without one takes the policy's. */
  score_scales: z.record(z.string(), ScoreScale),
  /** Only these applications are simulated; null is all. */
  segment: z.object({ feature: z.string(), value: z.string() }).nullable(),
  /** Features of the exported columns, in order. */
  features: z.array(NeededFeature),
  /** Categories whose values are the segments of the result. */
  segments: z.array(z.object({ name: z.string(), label: z.string() })),
});
export type SimulationPlan = z.infer<typeof SimulationPlan>;
