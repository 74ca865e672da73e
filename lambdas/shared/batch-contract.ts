/** Defines the limits, inputs and error names of uploaded batches that the API and the scoring workflow share. */
import { z } from 'zod';

/** Largest upload, compressed as it is sent. S3 would accept 5 GiB in one PUT. */
export const MAX_UPLOAD_BYTES = 2 ** 30;
/**
 * Most rows of a part: it is scored in seconds, and stored in one statement far below the Data API's 45 seconds. A batch
 * counts as so many rows at least, because each costs a workflow and a part.
 */
export const BATCH_PART_ROWS = 25_000;
/** Most data rows of a file. They make a few hundred parts of one Map state. */
export const MAX_BATCH_ROWS = 5_000_000;
/** Most lines of a file, empty ones included: a small gzip file can expand to thousands of millions of them. */
export const MAX_BATCH_LINES = 2 * MAX_BATCH_ROWS;
/** Most bytes of a decompressed file, because a small gzip file can expand without bound. */
export const MAX_DECOMPRESSED_BYTES = 8 * 2 ** 30;
/** Longest line of a file. */
export const MAX_LINE_BYTES = 64 * 1024;

/** Which scores get adverse action reasons: all, or only those that are not approved. */
export const ReasonsFor = z.enum(['all', 'not_approved', 'none']);
export type ReasonsFor = z.infer<typeof ReasonsFor>;

/** Content of the rows of a file: ids of stored applications, or raw features. */
export const BatchInput = z.enum(['applications', 'features']);
export type BatchInput = z.infer<typeof BatchInput>;

/** Reasons to refuse a whole file. docs/batches.md explains each. */
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

/** Reasons for a row without a score. docs/batches.md explains each. */
export const ROW_ERRORS = [
  'unreadable',
  'missing_application_id',
  'invalid_application_id',
  'unknown_application',
  'processing_restricted',
  'invalid_value',
  'missing_value',
] as const;
export type RowError = (typeof ROW_ERRORS)[number];

/** The workflow is stopped after this time; statemachines/batch-scoring.asl.json states the same. */
export const BATCH_TIMEOUT_SECONDS = 7200;
