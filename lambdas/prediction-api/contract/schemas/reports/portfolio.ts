/**
 * Schemas of the reports on the portfolio: overview, distribution, trends, and the values that filters can have. Each
 * delivered application counts once, with its newest score.
 */
import { z } from 'zod';
import { MODEL_KINDS } from '../../../../shared/model/model-manifest.ts';
import { ModelSummary, ModelVersion } from '../models.ts';
import { RunSummary } from '../runs.ts';
import { alarms } from './alarms.ts';
import { band, count, day, decision, money, month, pd, refreshed_at, share } from './fields.ts';
import { filteredFields } from './filtered.ts';

export const OverviewReport = z.object({
  report: z.literal('overview'),
  generated_at: z.iso.datetime(),
  ...filteredFields,
  as_of: day.nullable().describe('Newest as-of date that has scores'),
  run: RunSummary.nullable().describe('The newest run of the daily workflow'),
  pass_rate: share.nullable().describe('Share of the delivered rows that the newest run accepted'),
  features_as_of: day.nullable().describe('As-of date of the features in use'),
  features_published_hours: z.number().min(0).nullable().describe('Hours since the features in use were published'),
  features_age_hours: z
    .number()
    .min(0)
    .nullable()
    .describe('As features_published_hours. The age of the data is that of features_as_of'),
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
  contradicted_overrides: count.describe('Of all applications, those whose newest score contradicts their override'),
  bands: z.array(z.object({ band, applications: count, share, mean_pd: pd })).describe('The best band first'),
  decisions: z.array(z.object({ decision, applications: count, share, exposure: money, expected_loss: money })),
  expected_loss: money.describe('Money in major units, whatever the decision; totals has that of the approved'),
  alarms: alarms.nullable().describe('null where CloudWatch did not respond'),
});

export const DistributionReport = z.object({
  report: z.literal('distribution'),
  ...filteredFields,
  bands: z.array(
    z.object({
      ...{ band, decision, applications: count, mean_pd: pd, mean_score: z.number() },
      ...{ exposure: money, expected_loss: money },
    }),
  ),
  histogram: z
    .array(
      z.object({
        ...{ from: z.int(), to: z.int(), applications: count },
        mean_pd: pd.nullable().describe('null in an empty interval'),
        ...{ outcomes: count, defaults: count },
        ...{ approve: count, refer: count, decline: count },
      }),
    )
    .describe('Intervals of the whole scale, ascending: from is inclusive, to exclusive (inclusive in the last one)'),
  cutoffs: z
    .array(z.object({ decision: z.enum(['refer', 'decline']), pd, score: z.int() }))
    .describe('Of the policy that decides now: from this PD, and up to this score, it refers or declines by the score'),
});

export const TrendsReport = z.object({
  report: z.literal('trends'),
  ...filteredFields,
  days: z
    .array(
      z.object({
        ...{ as_of: day, applications: count, mean_pd: pd },
        ...{ approval_rate: share, refer_rate: share, decline_rate: share },
        expected_loss: money,
        expected_loss_approved: money,
        overrides: count,
        outcomes: count.describe('Applications of the day whose outcome has been observed'),
        bad_rate: share.nullable().describe('Share of outcomes that are defaults; null without outcomes'),
      }),
    )
    .describe('As-of dates that have scores, ascending; an application counts once a day'),
});

export const FiltersReport = z.object({
  report: z.literal('filters'),
  refreshed_at,
  months: z.array(month).describe('Months that have applications, ascending'),
  model_versions: z
    .array(ModelSummary.pick({ version: true, kind: true, stage: true }))
    .describe('Models that scored an application, newest first'),
  bands: z.array(band).describe('The best band first'),
  decisions: z.array(decision),
  dimensions: z
    .array(
      z.object({
        dimension: z.string(),
        label: z.string(),
        segments: z.array(z.object({ segment: z.string(), label: z.string() })).describe('In their order'),
      }),
    )
    .describe('In their order'),
});
