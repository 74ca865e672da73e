/** Schema of the report `segments`: applications by one dimension, with observed default rates. */
import { z } from 'zod';
import { band, count, decision, interval, money, pd, share } from './fields.ts';
import { filteredFields } from './filtered.ts';

export const Segment = z.object({
  segment: z.string().describe('Name within its dimension; the parameter within takes dimension:segment'),
  label: z.string(),
  applications: count,
  mean_pd: pd,
  high_risk_share: share.describe('Share of applications in bands that the policy declines'),
  approval_rate: share,
  exposure: money,
  expected_loss: money.describe('Money in major units, whatever the decision'),
  expected_loss_approved: money,
  outcomes: count.describe('Applications whose outcome has been observed'),
  defaults: count,
  observed_rate: share.nullable().describe('defaults / outcomes; null with fewer outcomes than minimum_outcomes'),
  observed_interval: interval.nullable(),
  outcome_mean_pd: pd.nullable().describe('Mean PD of the applications with an outcome; null without one'),
  calibration: z
    .enum(['as_predicted', 'above', 'below', 'insufficient'])
    .describe(
      'as_predicted: outcome_mean_pd lies in observed_interval; above: the observed rate is higher than predicted; below: lower; insufficient: fewer outcomes than minimum_outcomes',
    ),
});

export const SegmentsReport = z.object({
  report: z.literal('segments'),
  ...filteredFields,
  dimensions: z.array(z.object({ dimension: z.string(), label: z.string() })),
  dimension: z.string().nullable().describe('null while no dimension has data'),
  within: z.string().nullable(),
  segments: z.array(Segment).describe('In the order of the dimension: bands ascending, categories by name'),
  minimum_outcomes: count.describe('Outcomes that an observed rate of a segment needs'),
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
    .describe('The riskiest applications of the filter that the caller may read, the riskiest first'),
});
