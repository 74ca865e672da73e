/** Defines the payloads that the steps of the batch scoring pass to each other: references and counts, never rows. */
import { z } from 'zod';
import { BatchInput, ReasonsFor } from '../../shared/batch-contract.ts';
import { NeededFeature } from '../../shared/decision/needed-features.ts';
import { ModelReferencePayload } from './scoring-payload.ts';

/** Lines of the file that are scored and stored together. */
export const BatchPart = z.object({
  /** From 1. */
  part: z.int().positive(),
  /** Line of the file at which the part begins; the header is line 1. */
  first_line: z.int().positive(),
  rows: z.int().nonnegative(),
});
export type BatchPart = z.infer<typeof BatchPart>;

/** A claimed batch with everything that determines its scores; the same for all parts and retries. */
export const ClaimedBatch = z.object({
  batch_id: z.uuid(),
  /** As-of time of rows of raw features, UTC. */
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
  /** Features to read of each row: first those of champion and policy, then those of the challenger alone. */
  read: z.array(NeededFeature),
});
export type ClaimedBatch = z.infer<typeof ClaimedBatch>;

/** The input of the steps that run once for each part. */
export const BatchPartInput = z.object({ batch: ClaimedBatch, part: BatchPart });
export type BatchPartInput = z.infer<typeof BatchPartInput>;

/** Counts of a scored part. */
export const BatchPartResult = z.object({
  scored: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  /** Failed rows by their error. */
  errors: z.record(z.string(), z.int().positive()),
  /** Rows with a shadow score. */
  shadows: z.int().nonnegative(),
});
export type BatchPartResult = z.infer<typeof BatchPartResult>;

export const StoreBatchPartInput = BatchPartInput.extend({ result: BatchPartResult });
export type StoreBatchPartInput = z.infer<typeof StoreBatchPartInput>;
