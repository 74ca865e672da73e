/** What the Lambdas of the batch-scoring workflow hand to each other: references and counts. */
import { z } from 'zod';
import { BatchInput, ReasonsFor } from '../../shared/batch-contract.ts';
import { NeededFeature } from '../../shared/decision/needed-features.ts';
import { ModelReferencePayload } from './scoring-payload.ts';

/** Lines of the file that are scored and stored together: which, how many rows, and where the first stands. */
export const BatchPart = z.object({
  part: z.int().positive(),
  first_line: z.int().positive(),
  rows: z.int().nonnegative(),
});
export type BatchPart = z.infer<typeof BatchPart>;

/** A batch as it was claimed: everything that decides its scores, the same for every part and however often it runs. */
export const ClaimedBatch = z.object({
  batch_id: z.uuid(),
  /** Time that scores of raw features speak of, UTC. */
  as_of: z.string(),
  client_id: z.string(),
  requested_by: z.string(),
  reasons: ReasonsFor,
  policy_version: z.string(),
  model: ModelReferencePayload,
  challenger: ModelReferencePayload.nullable(),
  file_sha256: z.string(),
  input: BatchInput,
  /** The file's columns. */
  columns: z.array(z.string()),
  /** What its rows are read for: what the champion and the policy need, then what the challenger reads beside. */
  read: z.array(NeededFeature),
});
export type ClaimedBatch = z.infer<typeof ClaimedBatch>;

/** What each part's steps are given. */
export const BatchPartInput = z.object({ batch: ClaimedBatch, part: BatchPart });

/** What came of a part's rows. */
export const PartResult = z.object({
  scored: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  errors: z.record(z.string(), z.int().positive()),
  /** Rows that the challenger shadowed. */
  shadows: z.int().nonnegative(),
});
export type PartResult = z.infer<typeof PartResult>;

export const StoreBatchPartInput = BatchPartInput.extend({ result: PartResult });
