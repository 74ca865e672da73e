/** Defines the payloads that the steps of the daily scoring pass to each other: references and counts, never rows. */
import { z } from 'zod';
import { NeededFeature } from '../../shared/decision/needed-features.ts';

export const ModelReferencePayload = z.object({
  version: z.string(),
  key: z.string(),
  sha256: z.string(),
  /** Absent in the payloads of an execution that an earlier release started. */
  manifest_sha256: z.string().nullable().default(null),
});

/** A part: the prefix of its exported objects, or the key of its scores, and the rows. */
export const ScoringPart = z.object({ key: z.string(), rows: z.int().nonnegative() });
export type ScoringPart = z.infer<typeof ScoringPart>;

/** The input of the steps that run once for each part. */
export const ScoringPartInput = z.object({
  scoring_id: z.string(),
  run_id: z.uuid(),
  /** The champion, and the default policy: for people who read the execution. The snapshot says what decides. */
  model: ModelReferencePayload,
  policy_version: z.string(),
  challenger: ModelReferencePayload.nullable(),
  /** The exported features, in order: first those of the champion's evidence. */
  read: z.array(NeededFeature),
  part: ScoringPart,
});
export type ScoringPartInput = z.infer<typeof ScoringPartInput>;
