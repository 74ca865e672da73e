/**
 * Schemas of the reports that dashboards show, from aggregates. Each delivered application counts once, with its newest
 * score; a decision is that of the override that holds, where there is one. What-ifs are not counted. Without data,
 * lists are empty and single values are null.
 */
import { z } from 'zod';
import { MODEL_KINDS } from '../../../shared/model/model-manifest.ts';
import { ModelVersion } from './models.ts';
import { BandPerformance, CalibrationPoint, Period } from './performance.ts';
import { RunSummary } from './runs.ts';

export const REPORTS = [
  'overview',
  'distribution',
  'performance',
  'segments',
  'trends',
  'drift',
  'importance',
  'alarms',
] as const;

/** Dimensions include the lender's attributes, whose names are the lender's choice. */
const DIMENSION = /^[a-z][A-Za-z0-9_ .-]*$/;
const count = z.int().min(0);
const share = z.number().min(0).max(1);
const money = z.number().describe('Money in major units');
const pd = share.describe('Probability of default');
const day = z.iso.date();
const band = z.string().describe("Band of the policy; 'A' is the best");
const decision = z.enum(['approve', 'refer', 'decline']);
const refreshed_at = z.iso
  .datetime()
  .nullable()
  .describe(
    'Time of the last refresh: scores, overrides and outcomes stored before it are counted; null before the first one',
  );

export const ReportPath = z.object({ name: z.enum(REPORTS).describe('Name of the report') });

export const ReportQuery = z.strictObject({
  dimension: z
    .string()
    .max(100)
    .regex(DIMENSION)
    .optional()
    .describe('segments: divides the applications by this; one of the dimensions in the response'),
  within: z
    .string()
    .max(600)
    .regex(/^[a-z][A-Za-z0-9_ .-]*:[^\0\p{Cs}]+$/u)
    .optional()
    .describe('segments: only applications of one segment, written dimension:segment'),
  days: z.coerce
    .number()
    .int()
    .min(1)
    .max(366)
    .default(90)
    .describe('trends, drift, performance: number of newest days'),
});

const Alarm = z
  .object({
    name: z.string().describe('Name without the prefix of the environment'),
    state: z.enum(['ok', 'alarm', 'insufficient_data']),
    severity: z.enum(['page', 'ticket', 'info']),
    since: z.iso.datetime().nullable().describe('When it reached this state'),
    description: z.string().describe('What has happened when the alarm is active'),
    runbook: z.string().nullable().describe('Path and heading in the runbook'),
  })
  .describe('An alarm of this environment; active ones come first');

const alarms = z.array(Alarm);

const OverviewReport = z.object({
  report: z.literal('overview'),
  generated_at: z.iso.datetime(),
  refreshed_at,
  as_of: day.nullable().describe('Newest as-of date that has scores'),
  run: RunSummary.nullable().describe('The newest run of the daily workflow'),
  pass_rate: share.nullable().describe('Share of the delivered rows that the newest run accepted'),
  features_age_hours: z.number().min(0).nullable().describe('Hours since the features in use were published'),
  champion: z
    .object({
      version: ModelVersion,
      kind: z.enum(MODEL_KINDS),
      holdout_auc: z.number().nullable(),
      promoted_at: z.iso.datetime(),
    })
    .nullable(),
  applications: count,
  overrides: count.describe('Applications for which an override holds'),
  contradicted_overrides: count.describe('Of them, those whose newest score contradicts the override'),
  bands: z.array(z.object({ band, applications: count, share, mean_pd: pd })).describe('The best band first'),
  decisions: z.array(z.object({ decision, applications: count, share })),
  expected_loss: money,
  alarms: alarms.nullable().describe('null where CloudWatch did not respond'),
});

const DistributionReport = z.object({
  report: z.literal('distribution'),
  refreshed_at,
  bands: z.array(
    z.object({
      ...{ band, decision, applications: count, mean_pd: pd, mean_score: z.number() },
      ...{ exposure: money, expected_loss: money },
    }),
  ),
  histogram: z
    .array(z.object({ from: z.int(), to: z.int(), applications: count }))
    .describe('Intervals of the whole scale, ascending: from is inclusive, to exclusive (inclusive in the last one)'),
});

const Segment = z.object({
  segment: z.string().describe('Name within its dimension; the parameter within takes dimension:segment'),
  label: z.string(),
  applications: count,
  mean_pd: pd,
  high_risk_share: share.describe('Share of applications in bands that the policy declines'),
  approval_rate: share,
  exposure: money,
  expected_loss: money,
});

const SegmentsReport = z.object({
  report: z.literal('segments'),
  refreshed_at,
  dimensions: z.array(z.object({ dimension: z.string(), label: z.string() })),
  dimension: z.string().nullable().describe('null while no dimension has data'),
  within: z.string().nullable(),
  segments: z.array(Segment).describe('In the order of the dimension: bands ascending, categories by name'),
  applications: z
    .array(
      z.object({
        prediction_id: z.uuid(),
        application_id: z.string(),
        ...{ pd, score: z.int(), band, decision },
        overridden: z.boolean().describe('An override holds'),
        contradicts_override: z.boolean().describe('The score contradicts the override: a person should look at it'),
      }),
    )
    .max(20)
    .describe('The riskiest applications of the segment in within, or of all, the riskiest first'),
});

const TrendsReport = z.object({
  report: z.literal('trends'),
  refreshed_at,
  days: z
    .array(
      z.object({
        ...{ as_of: day, applications: count, mean_pd: pd },
        ...{ approval_rate: share, refer_rate: share, decline_rate: share },
        expected_loss: money,
        overrides: count,
        outcomes: count.describe('Applications of the day whose outcome has been observed'),
        bad_rate: share.nullable().describe('Share of outcomes that are defaults; null without outcomes'),
      }),
    )
    .describe('As-of dates that have scores, ascending'),
});

const level = z.enum(['ok', 'warn', 'alert', 'insufficient']).describe('insufficient: too few rows to measure');

const Drift = z.object({
  feature: z.string().describe("Feature, or 'score'"),
  label: z.string(),
  psi: z.number().nullable().describe('Population stability index against the training data; 0 is no shift'),
  level,
  rows: count.describe('Rows that were compared with the baseline'),
  history: z.array(z.object({ as_of: day, psi: z.number().nullable() })).describe('Ascending, the newest day included'),
  bins: z
    .array(z.object({ label: z.string(), baseline: share, current: share }))
    .describe('Share of the rows in each bin, in the baseline and now'),
});

const DriftReport = z.object({
  report: z.literal('drift'),
  as_of: day.nullable(),
  model_version: ModelVersion.nullable(),
  features: z.array(Drift).describe('The largest shift first'),
  score: Drift.nullable(),
});

const ImportanceReport = z.object({
  report: z.literal('importance'),
  model_version: ModelVersion.nullable().describe('The champion'),
  features: z
    .array(
      z.object({
        feature: z.string(),
        label: z.string(),
        permutation_auc: z.number().nullable().describe('AUC lost on the holdout when its values are shuffled'),
        mean_abs_shap: z.number().nullable().describe("Mean absolute share of the model's margin on the holdout"),
      }),
    )
    .describe('The most important first'),
});

const PerformanceReport = z.object({
  report: z.literal('performance'),
  model_version: ModelVersion.nullable().describe('The champion'),
  periods: z.array(Period).describe('Ascending'),
  bands: z.array(BandPerformance).describe('Of the newest measured day, the best band first'),
  calibration: z.array(CalibrationPoint).describe('Of the newest measured day, by ascending PD'),
  challenger: z
    .object({ version: ModelVersion, periods: z.array(Period).describe('On the same applications as the champion') })
    .nullable()
    .describe('null while there is none or it is not measured yet'),
});

const AlarmsReport = z.object({ report: z.literal('alarms'), alarms });

export const Report = z
  .discriminatedUnion('report', [
    OverviewReport,
    DistributionReport,
    PerformanceReport,
    SegmentsReport,
    TrendsReport,
    DriftReport,
    ImportanceReport,
    AlarmsReport,
  ])
  .describe('The report that the path names');

export type Report = z.infer<typeof Report>;
export type ReportOf<Name extends Report['report']> = Extract<Report, { report: Name }>;
export type Alarm = z.infer<typeof Alarm>;

/** Components of the OpenAPI document. */
export const reportComponents = {
  Report,
  OverviewReport,
  DistributionReport,
  PerformanceReport,
  SegmentsReport,
  TrendsReport,
  DriftReport,
  ImportanceReport,
  AlarmsReport,
  Alarm,
  Segment,
  Drift,
  Period,
};
