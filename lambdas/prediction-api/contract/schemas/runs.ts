/** Runs of the daily ETL as the API shows them: counts and reasons, never a delivered value. */
import { z } from 'zod';

const RunId = z.uuid().describe('Run, UUIDv7');
const count = z.int().min(0);

export const RunPath = z.object({ run_id: RunId });

export const RunsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20).describe('Runs in the answer'),
  before: RunId.optional().describe('Continues a list: the next_before of the answer before'),
});

export const RunSummary = z
  .object({
    run_id: RunId,
    as_of: z.iso.date().describe('Day of the delivery'),
    state: z
      .enum(['running', 'published', 'refused', 'gate_failed', 'failed', 'abandoned'])
      .describe('refused: a bad delivery; gate_failed: quality; failed: a fault; abandoned: its execution died'),
    opened_at: z.iso.datetime(),
    closed_at: z.iso.datetime().nullable(),
    published_at: z.iso.datetime().nullable(),
    duration_seconds: z.number().nullable(),
    rows_delivered: count,
    rows_rejected: count,
    checks: count,
    failed_checks: count,
  })
  .describe('A run of the daily ETL: one delivery, from opening to its end');

export const RunList = z.object({
  runs: z.array(RunSummary).describe('Newest first'),
  next_before: RunId.nullable().describe('Where the list continues; null at its end'),
});

export const RunDetails = RunSummary.extend({
  files: z.array(
    z.object({
      table: z.string(),
      file: z.string(),
      mode: z.enum(['full', 'delta']),
      sha256: z.string(),
      size_bytes: count,
      rows_delivered: count,
      rows_rejected: count,
      prepared_at: z.iso.datetime(),
    }),
  ),
  rejections: z
    .array(z.object({ table: z.string(), reason: z.string(), rows: count }))
    .describe('Rows refused for a reason; a row may be refused for several'),
  quality: z
    .array(
      z.object({
        check: z.string(),
        description: z.string(),
        severity: z.enum(['stop', 'warn']).describe('stop: a failure keeps the run from being published'),
        pass: z.boolean(),
        failed_rows: count,
        total_rows: count,
      }),
    )
    .describe('Failed checks first'),
  stages: z
    .array(
      z.object({
        stage: z.string().describe('Of the workflow, such as import or quality'),
        label: z.string(),
        state: z.enum(['done', 'failed']).describe('failed: the run ended in it'),
        started_at: z.iso.datetime(),
        ended_at: z.iso.datetime(),
        duration_seconds: z.number().min(0),
      }),
    )
    .describe('In order; known once the run is over'),
}).describe('A run with its stages, files, refused rows and quality checks');

export type RunSummary = z.infer<typeof RunSummary>;
export type RunList = z.infer<typeof RunList>;
export type RunDetails = z.infer<typeof RunDetails>;

/** Schemas that the OpenAPI document names. */
export const runComponents = { RunSummary, RunList, Run: RunDetails };
