/** Schemas of runs of the daily workflow. They contain counts and reasons, never a delivered value. */
import { z } from 'zod';
import { month } from './reports/fields.ts';

const RunId = z.uuid().describe('Run, UUIDv7');
const count = z.int().min(0);
const RunState = z.enum(['running', 'published', 'refused', 'gate_failed', 'failed', 'abandoned']);

export const RunPath = z.object({ run_id: RunId });

export const RunsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20).describe('Runs in the response'),
  before: RunId.optional().describe('Continues a list: next_before of the previous response'),
  state: RunState.optional().describe('Only runs in this state'),
  from: month.optional().describe('Only runs of as-of dates from this month on'),
  to: month.optional().describe('Only runs of as-of dates up to this month, included'),
});

export const RunSummary = z
  .object({
    run_id: RunId,
    as_of: z.iso.date().describe('As-of date of the delivery'),
    state: RunState.describe(
      'refused: an invalid delivery; gate_failed: the quality gate; failed: a fault; abandoned: its execution died',
    ),
    opened_at: z.iso.datetime(),
    closed_at: z.iso.datetime().nullable(),
    published_at: z.iso.datetime().nullable(),
    duration_seconds: z.number().nullable(),
    rows_delivered: count,
    rows_rejected: count,
    checks: count,
    failed_checks: count,
    reason: z
      .string()
      .nullable()
      .describe('Why the delivery was refused, the quality gate failed or the run failed, in one line; else null'),
  })
  .describe('A run: one pass of the daily workflow over one delivery');

export const RunList = z.object({
  runs: z.array(RunSummary).describe('Newest first'),
  next_before: RunId.nullable().describe('Pass it as before to continue the list; null at its end'),
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
    .describe('Rejected rows by reason; a row may be rejected for several reasons'),
  quality: z
    .array(
      z.object({
        check: z.string(),
        description: z.string(),
        severity: z.enum(['stop', 'warn']).describe('stop: a failure prevents the publication of the run'),
        pass: z.boolean(),
        failed_rows: count,
        total_rows: count,
      }),
    )
    .describe('Failed checks first'),
  stages: z
    .array(
      z.object({
        stage: z.string().describe('Stage of the workflow, such as import or quality'),
        label: z.string(),
        state: z.enum(['done', 'failed']).describe('failed: the run ended in this stage'),
        started_at: z.iso.datetime(),
        ended_at: z.iso.datetime(),
        duration_seconds: z.number().min(0),
      }),
    )
    .describe('In order; stored when the run ends'),
}).describe('A run with its stages, files, rejected rows and quality checks');

export type RunSummary = z.infer<typeof RunSummary>;
export type RunList = z.infer<typeof RunList>;
export type RunDetails = z.infer<typeof RunDetails>;

/** Components of the OpenAPI document. */
export const runComponents = { RunSummary, RunList, Run: RunDetails };
