/** Schemas of a model's figures on observed outcomes, measured on scores that were stored before the outcome. */
import { z } from 'zod';

const count = z.int().min(0);
const share = z.number().min(0).max(1);
const figure = z.number().nullable();
const interval = z.tuple([share, share]).describe('95 % interval of the observed rate (Wilson)');
const level = z.enum(['ok', 'warn', 'alert', 'insufficient']);

/** One measurement; a figure is null where it had too few outcomes. */
export const Period = z.object({
  as_of: z.iso.date().describe('As-of date of the delivery that contained the outcomes'),
  applications: count.describe('Scored applications with an outcome'),
  defaults: count,
  ...{ auc: figure, ks: figure, brier: figure, ece: figure },
  bad_rate: share.nullable(),
  mean_pd: share.nullable(),
  level: level.describe('Against the bounds of monitoring; insufficient: too few outcomes for figures'),
  observed_interval: interval.nullable().describe('Of bad_rate; null where that is'),
});

export const BandPerformance = z.object({
  band: z.string().describe("Band of the policy, 'A' the best"),
  applications: count,
  expected_pd: share.describe('Mean PD of the band'),
  realised_rate: share.nullable().describe('Share that defaulted; null with too few applications'),
  level: level.describe('Of the difference; insufficient: too few applications'),
  observed_interval: interval.nullable().describe('Of realised_rate; null where that is'),
});

export const CalibrationPoint = z.object({
  mean_pd: share,
  realised: share.describe('Share that defaulted'),
  rows: count,
  observed_interval: interval,
});

export type Period = z.infer<typeof Period>;
export type BandPerformance = z.infer<typeof BandPerformance>;
export type CalibrationPoint = z.infer<typeof CalibrationPoint>;
