/** Batches: a file of applications or of features that the client uploads, and the file of scores that it gets back. */
import { z } from 'zod';
import { BATCH_REFUSALS, MAX_UPLOAD_BYTES, ReasonsFor, ROW_ERRORS } from '../../../shared/batch-contract.ts';

const BatchId = z.uuid().describe('Batch, UUIDv7');
const count = z.int().min(0);
const timestamp = z.iso.datetime();

export const BatchPath = z.object({ batch_id: BatchId });

export const BatchRequest = z
  .strictObject({
    size_bytes: z
      .int()
      .min(1)
      .max(MAX_UPLOAD_BYTES)
      .describe('Size of the file as it will be sent, bytes; the upload is signed for it'),
    content_type: z
      .enum(['text/csv', 'application/gzip'])
      .default('text/csv')
      .describe('The file is CSV with a header line; gzip of it is recognised by its content'),
    reasons: ReasonsFor.optional().describe(
      'Whose scores get reasons; default as the service is configured. All of a million rows take minutes more',
    ),
  })
  .describe('A file that will be uploaded');

const Upload = z
  .object({
    method: z.literal('PUT'),
    url: z.url().describe('Where the file is sent, without a token'),
    headers: z.record(z.string(), z.string()).describe('Headers that the request must have, as they are'),
    expires_at: timestamp.describe('The address is good until then; GET the batch for a new one'),
  })
  .describe('How the file is uploaded');

const Result = z
  .object({
    url: z.url().describe('Where the file is fetched, without a token'),
    expires_at: timestamp.describe('The address is good until then; GET the batch for a new one'),
    size_bytes: count,
    content_type: z.literal('application/gzip').describe('gzip of CSV'),
  })
  .describe('The file of scores: a line for every row of the uploaded file, in its order');

export const Batch = z
  .object({
    batch_id: BatchId,
    state: z
      .enum(['created', 'running', 'done', 'refused', 'failed'])
      .describe(
        'created: waits for the upload and the start; refused: the file cannot be scored; failed: a fault of the service',
      ),
    reasons: ReasonsFor,
    created_at: timestamp,
    started_at: timestamp.nullable(),
    ended_at: timestamp.nullable(),
    progress: z.object({
      rows: count.nullable().describe('Data rows of the file; null before they are counted'),
      rows_scored: count.describe('Rows whose scores are stored so far'),
      rows_failed: count.describe('Rows that have no score so far'),
      parts: count.nullable().describe('Parts the file was split into; null before'),
      parts_done: count,
    }),
    errors: z
      .array(z.object({ error: z.enum(ROW_ERRORS), rows: count }))
      .describe('Why rows have no score, by reason; the result says it row by row'),
    problem: z
      .object({ name: z.enum([...BATCH_REFUSALS, 'failed', 'timed-out']), detail: z.string() })
      .nullable()
      .describe('Why it was refused or failed; else null'),
    model_version: z.string().nullable().describe('Champion that scores all of it; null before it runs'),
    policy_version: z.string().nullable(),
    upload: Upload.nullable().describe('null once it was started'),
    result: Result.nullable().describe('null before it is done'),
  })
  .describe('A batch, how far it is, and what came of it');

export type Batch = z.infer<typeof Batch>;

/** Schemas that the OpenAPI document names. */
export const batchComponents = { BatchRequest, Batch };
