/** Schemas of the reports that monitoring and training measure: drift, performance and importance. */
import { z } from 'zod';
import { ModelVersion } from '../models.ts';
import { BandPerformance, CalibrationPoint, Period } from '../performance.ts';
import { count, day, level, minimum, share } from './fields.ts';

export const Drift = z.object({
  feature: z.string().describe("Feature, or 'score'"),
  label: z.string(),
  psi: z
    .number()
    .nullable()
    .describe('Population stability index against the training data; 0 is no shift; null below the minimum of rows'),
  level,
  rows: count.describe('Rows that were compared with the baseline'),
  history: z.array(z.object({ as_of: day, psi: z.number().nullable() })).describe('Ascending, the newest day included'),
  bins: z
    .array(z.object({ label: z.string(), baseline: share, current: share }))
    .describe('Share of the rows in each bin, in the baseline and now'),
});

export const DriftReport = z.object({
  report: z.literal('drift'),
  as_of: day.nullable(),
  model_version: ModelVersion.nullable(),
  days: z
    .array(z.object({ as_of: day, rows: count, enough: z.boolean().describe('Has the minimum of rows') }))
    .describe('Measured days, newest first'),
  minimum_rows: count.describe('Rows that a figure needs: below them it is null'),
  features: z.array(Drift).describe('The largest shift first'),
  score: Drift.nullable(),
});

const FeatureEffect = z
  .object({
    from: z.number().nullable().describe('Lowest value, inclusive; null where open, or for a category'),
    to: z.number().nullable().describe('Highest value, inclusive; null where open, or for a category'),
    category: z.string().nullable(),
    is_missing: z.boolean().describe('The rows where the value is unknown'),
    rows: count,
    mean_contribution: z.number().describe('Mean contribution to the log odds of default; above 0 it raises the PD'),
  })
  .describe('Effect of a range of values, or of a category, on the holdout');

export const ImportanceReport = z.object({
  report: z.literal('importance'),
  model_version: ModelVersion.nullable().describe('The champion'),
  features: z
    .array(
      z.object({
        feature: z.string(),
        label: z.string(),
        unit: z.string().nullable().describe('Unit of its values; null where they have none'),
        permutation_auc: z.number().nullable().describe('AUC lost on the holdout when its values are shuffled'),
        mean_abs_shap: z.number().nullable().describe("Mean absolute share of the model's margin on the holdout"),
        effects: z.array(FeatureEffect).describe('By ascending value, unknown last; empty where not measured'),
      }),
    )
    .describe('The most important first'),
});

const PairedDifference = z
  .object({
    ...{ champion: z.number(), challenger: z.number() },
    difference: z.number().describe('challenger - champion'),
    interval: z.tuple([z.number(), z.number()]).describe('95 % interval of the difference'),
  })
  .describe('A figure of both models on the same applications');

export const PerformanceReport = z.object({
  report: z.literal('performance'),
  model_version: ModelVersion.nullable().describe('The champion, or the model of the request'),
  minimum,
  periods: z.array(Period).describe('Ascending'),
  bands: z.array(BandPerformance).describe('Of the newest measured day, the best band first'),
  calibration: z.array(CalibrationPoint).describe('Of the newest measured day, by ascending PD'),
  challenger: z
    .object({
      version: ModelVersion,
      periods: z.array(Period).describe('On the same applications as the champion'),
      comparison: z
        .object({
          ...{ applications: count, defaults: count },
          auc: PairedDifference.nullable(),
          brier: PairedDifference.nullable(),
          level: z
            .enum(['better', 'worse', 'no_difference', 'insufficient'])
            .describe('Whether the interval of the AUC difference is above, below or around 0'),
        })
        .nullable()
        .describe('Paired, on the applications with an outcome that both scored; null where it is not measured'),
    })
    .nullable()
    .describe('null while there is none or it is not measured yet'),
});
