/** Schemas of a report's path and query, and which report takes which parameter. */
import { z } from 'zod';
import { RequestedVersion } from '../models.ts';
import { DIMENSION, day, decision, month } from './fields.ts';

export const REPORTS = [
  'overview',
  'distribution',
  'score_bands',
  'segments',
  'trends',
  'filters',
  'performance',
  'drift',
  'importance',
  'alarms',
] as const;

const FILTERED_REPORTS = 'overview, distribution, score_bands, segments, trends';

export const ReportPath = z.object({ name: z.enum(REPORTS).describe('Name of the report') });

export const ReportQuery = z.strictObject({
  from: month
    .optional()
    .describe(`${FILTERED_REPORTS}: only applications whose newest score has an as-of date in this month or later`),
  to: month.optional().describe(`${FILTERED_REPORTS}: … in this month or earlier`),
  model_version: RequestedVersion.optional().describe(
    `${FILTERED_REPORTS}: only applications that this model scored; performance: the model, default the champion`,
  ),
  within: z
    .string()
    .max(600)
    .regex(/^[a-z][A-Za-z0-9_ .-]*:[^\0\p{Cs}]+$/u)
    .optional()
    .describe(`${FILTERED_REPORTS}: only applications of one segment, written dimension:segment`),
  decision: decision.optional().describe(`${FILTERED_REPORTS}: only applications with this current decision`),
  band: z
    .string()
    .max(20)
    .regex(/^[A-Za-z0-9][A-Za-z0-9_+-]*$/)
    .optional()
    .describe(`${FILTERED_REPORTS}: only applications in this band of the policy`),
  dimension: z
    .string()
    .max(100)
    .regex(DIMENSION)
    .optional()
    .describe('segments: divides the applications by this; one of the dimensions in the response'),
  days: z.coerce
    .number()
    .int()
    .min(1)
    .max(366)
    .optional()
    .describe('trends, drift, performance: number of newest days, default 90'),
  as_of: day.optional().describe('drift: the measured day, default the newest one with enough rows'),
});
export type ReportQuery = z.infer<typeof ReportQuery>;

const FILTER_PARAMETERS = ['from', 'to', 'model_version', 'within', 'decision', 'band'] as const;

/** The parameters that each report takes; any other one is refused. */
export const REPORT_PARAMETERS: Record<(typeof REPORTS)[number], readonly (keyof ReportQuery)[]> = {
  overview: FILTER_PARAMETERS,
  distribution: FILTER_PARAMETERS,
  score_bands: FILTER_PARAMETERS,
  segments: [...FILTER_PARAMETERS, 'dimension'],
  trends: [...FILTER_PARAMETERS, 'days'],
  filters: [],
  performance: ['days', 'model_version'],
  drift: ['days', 'as_of'],
  importance: [],
  alarms: [],
};
