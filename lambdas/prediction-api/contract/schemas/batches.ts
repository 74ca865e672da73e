/** Schemas of batches: the upload of a file of applications or features, its progress, and the file of scores. */
import { z } from 'zod';
import { BATCH_REFUSALS, MAX_UPLOAD_BYTES, ReasonsFor, ROW_ERRORS } from '../../../shared/batch-contract.ts';

const BatchId = z.uuid().describe('Batch, UUIDv7');
const count = z.int().min(0);
const timestamp = z.iso.datetime();

export const BatchPath = z.object({ batch_id: BatchId });

export const CreateBatchRequest = z
  .strictObject({
    size_bytes: z
      .int()
      .min(1)
      .max(MAX_UPLOAD_BYTES)
      .describe('Size of the file as it will be sent, bytes; the upload URL is signed for this size'),
    content_type: z
      .enum(['text/csv', 'application/gzip'])
      .default('text/csv')
      .describe('The file is CSV with a header line, also compressed with gzip; the content shows which'),
    reasons: ReasonsFor.optional().describe(
      'Which scores get reasons; the default is the configuration of the service. All of a million rows take minutes more',
    ),
  })
  .describe('A file to be uploaded');

const Upload = z
  .object({
    method: z.literal('PUT'),
    url: z.url().describe('URL to send the file to, without a token; it accepts one upload'),
    headers: z.record(z.string(), z.string()).describe('Headers that the request must have, unchanged'),
    expires_at: timestamp.describe('The URL expires then; GET the batch for a new one'),
  })
  .describe('How to upload the file');

const Result = z
  .object({
    url: z.url().describe('URL to fetch the file from, without a token'),
    expires_at: timestamp.describe('The URL expires then; GET the batch for a new one'),
    size_bytes: count,
    content_type: z.literal('application/gzip').describe('gzip of CSV'),
  })
  .describe('The file of scores: one line for each row of the uploaded file, in its order');

export const Batch = z
  .object({
    batch_id: BatchId,
    state: z
      .enum(['created', 'running', 'done', 'refused', 'failed'])
      .describe(
        'created: waits for upload and start; refused: the file cannot be scored; failed: a fault of the service',
      ),
    reasons: ReasonsFor,
    created_at: timestamp,
    started_at: timestamp.nullable(),
    ended_at: timestamp.nullable(),
    progress: z.object({
      rows: count.nullable().describe('Data rows of the file; null until they are counted'),
      rows_scored: count.describe('Rows whose scores are stored'),
      rows_failed: count.describe('Rows that cannot be scored'),
      parts: count.nullable().describe('Parts of the file; null until it is split'),
      parts_done: count,
    }),
    errors: z
      .array(z.object({ error: z.enum(ROW_ERRORS), rows: count }))
      .describe('Rows that cannot be scored, by reason; the result has the reason of each row'),
    problem: z
      .object({ name: z.enum([...BATCH_REFUSALS, 'failed', 'timed-out']), detail: z.string() })
      .nullable()
      .describe('Why the batch was refused or failed; else null'),
    model_version: z.string().nullable().describe('Champion that scores all rows; null until the batch runs'),
    policy_version: z.string().nullable(),
    upload: Upload.nullable().describe('null after the start'),
    result: Result.nullable().describe('null until the batch is done'),
  })
  .describe('A batch with its progress and its result');

export type Batch = z.infer<typeof Batch>;

/** Components of the OpenAPI document. */
export const batchComponents = { BatchRequest: CreateBatchRequest, Batch };
