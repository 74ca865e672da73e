/** What the API and the workflow of uploaded batches agree on. */
import { z } from 'zod';

/** Largest file that can be uploaded, as it is sent. One PUT may have 5 GiB. */
export const MAX_UPLOAD_BYTES = 2 ** 30;
/** Most data rows of a file; as many scores are one Map state of a few hundred parts. */
export const MAX_BATCH_ROWS = 5_000_000;
/** Most bytes of a file once it is decompressed: what a small gzip file can grow to is bounded. */
export const MAX_DECOMPRESSED_BYTES = 8 * 2 ** 30;
/** Longest line of a file. */
export const MAX_LINE_BYTES = 64 * 1024;

/** Whose scores get reasons: everyone's, or only theirs who are not simply approved. */
export const ReasonsFor = z.enum(['all', 'not_approved', 'none']);
export type ReasonsFor = z.infer<typeof ReasonsFor>;

/** What the rows of a file are: ids of stored applications, or raw features. */
export const BatchInput = z.enum(['applications', 'features']);
export type BatchInput = z.infer<typeof BatchInput>;

/** Why a file cannot be scored at all. docs/api.md explains each. */
export const BATCH_REFUSALS = [
  'no-model',
  'empty-file',
  'wrong-columns',
  'too-many-rows',
  'too-large',
  'line-too-long',
  'broken-gzip',
] as const;
export type BatchRefusal = (typeof BATCH_REFUSALS)[number];

/** Why a row of a file has no score. docs/api.md explains each. */
export const ROW_ERRORS = [
  'unreadable',
  'missing_application_id',
  'invalid_application_id',
  'unknown_application',
  'invalid_value',
  'missing_value',
] as const;
export type RowError = (typeof ROW_ERRORS)[number];

/** Seconds after its start at which the workflow is stopped: statemachines/batch-scoring.asl.json has the same. */
export const BATCH_TIMEOUT_SECONDS = 7200;
