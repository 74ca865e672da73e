/** What the Lambdas of the scoring workflow hand to each other. */
import { z } from 'zod';
import { NeededFeature } from '../../shared/decision/needed-features.ts';

export const ModelReferencePayload = z.object({ version: z.string(), key: z.string(), sha256: z.string() });

/** An exported part: the prefix of its objects and the rows they have together. */
export const ScoringPart = z.object({ key: z.string(), rows: z.int().nonnegative() });
export type ScoringPart = z.infer<typeof ScoringPart>;

/** What every step after the first is given. */
export const ScoringPartInput = z.object({
  scoring_id: z.string(),
  run_id: z.uuid(),
  model: ModelReferencePayload,
  policy_version: z.string(),
  challenger: ModelReferencePayload.nullish(),
  /** What the challenger reads beside what is needed: the last columns of the export. */
  added: z.array(NeededFeature).default([]),
  part: ScoringPart,
});
export type ScoringPartInput = z.infer<typeof ScoringPartInput>;
