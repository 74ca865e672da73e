/**
 * Schema of the report `score_bands`: how well the score ranks observed outcomes, as a scorecard's validation shows it.
 * Below the minimum of outcomes, rates, odds, lift and KS are null, and counts stay.
 */
import { z } from 'zod';
import { count, interval, minimum, pd, share } from './fields.ts';
import { filteredFields } from './filtered.ts';

const figure = z.number().nullable();
const observed = {
  observed_rate: share.nullable().describe('bads / outcomes'),
  observed_interval: interval.nullable(),
  lift: figure.describe('observed_rate / the observed rate of all rows'),
};

const ScoreBand = z.object({
  ...{ from: z.int(), to: z.int(), applications: count },
  share: share.describe('Share of all applications'),
  outcomes: count,
  goods: count.describe('Outcomes that are no default'),
  bads: count.describe('Outcomes that are defaults'),
  cumulative_good_share: share.nullable().describe('Share of all goods in this row and those of lower scores'),
  cumulative_bad_share: share.nullable().describe('Share of all bads in this row and those of lower scores'),
  odds: figure.describe('goods / bads; null without bads'),
  mean_pd: pd.nullable().describe('Of all applications of the row; null where there is none'),
  outcome_mean_pd: pd.nullable().describe('Of those with an outcome, to compare with observed_rate'),
  ...observed,
  ks: share.nullable().describe('cumulative_bad_share - cumulative_good_share, whatever its sign'),
});

const portion = z.number().min(0).describe('Where a score lies in two deciles, its applications are divided by share');

const Decile = z.object({
  decile: z.int().min(1).max(10),
  ...{ from: z.int(), to: z.int() },
  ...{ applications: portion, outcomes: portion, bads: portion },
  mean_pd: pd,
  ...observed,
  cumulative_bad_share: share.nullable().describe('Share of all bads in this decile and those of lower scores'),
});

const CurvePoint = z.object({
  score: z.int(),
  population_share: share.describe('Share of all applications with an outcome that have this score or a lower one'),
  bad_share: share.describe('Share of all bads that have this score or a lower one'),
  good_share: share.describe('Share of all goods that have this score or a lower one'),
});

export const ScoreBandsReport = z.object({
  report: z.literal('score_bands'),
  ...filteredFields,
  rows: z
    .array(ScoreBand)
    .describe('Intervals of the whole scale, ascending: from is inclusive, to exclusive (inclusive in the last one)'),
  deciles: z.array(Decile).describe('Tenths of the applications by score, the riskiest first; from and to inclusive'),
  curve: z
    .array(CurvePoint)
    .describe('For gain and KS curves, by ascending score: the riskiest first; empty below the minimum'),
  ks: z
    .object({ value: share, score: z.int().describe('Up to this score') })
    .nullable()
    .describe('The largest difference between bad_share and good_share'),
  gini: figure.describe('2 × AUC - 1 of the score on the outcomes'),
  minimum,
  enough_outcomes: z.boolean().describe('Whether there are as many outcomes as minimum requires'),
});
