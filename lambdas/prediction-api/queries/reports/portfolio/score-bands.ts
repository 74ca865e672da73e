/** The report `score_bands`: how well the score ranks the observed outcomes of a filter's applications. */
import type { Database } from '../../../../shared/aws/database.ts';
import { monitoringConfiguration } from '../../../../shared/monitoring-configuration.ts';
import { computeWilsonInterval } from '../../../../shared/statistics/wilson-interval.ts';
import type { ReportOf } from '../../../contract/schemas/reports.ts';
import type { Filter } from './filter.ts';
import { readFiltered } from './filtered.ts';
import { readScoreSums } from './score-sums.ts';
import { computeDeciles } from './statistics/deciles.ts';
import { groupByInterval } from './statistics/intervals.ts';
import { type CurvePoint, computeCurve, computeGini, findKs } from './statistics/ranking.ts';
import { addCounts, type ScoreCounts, type ScorePoint } from './statistics/score-counts.ts';
import { divide, roundShare } from './totals.ts';

type ScoreBandsReport = ReportOf<'score_bands'>;
type ScoreBand = ScoreBandsReport['rows'][number];
type Decile = ScoreBandsReport['deciles'][number];

/** @throws {Problem} when a value of the filter does not exist (404) */
export async function readScoreBands(database: Database, filter: Filter): Promise<ScoreBandsReport> {
  const { fields, parameters } = await readFiltered(database, filter);
  const points = await readScoreSums(database, parameters);
  return { report: 'score_bands', ...fields, ...computeScoreBands(points) };
}

type ScoreBandFigures = Pick<
  ScoreBandsReport,
  'rows' | 'deciles' | 'curve' | 'ks' | 'gini' | 'minimum' | 'enough_outcomes'
>;

/**
 * Below the minimum of outcomes, figures that need them are null.
 * @param points ascending by score
 */
export function computeScoreBands(points: readonly ScorePoint[]): ScoreBandFigures {
  const { minimum_defaults: defaults, minimum_others: others } = monitoringConfiguration.performance;
  const total = addCounts(points);
  const enough_outcomes = total.bads >= defaults && total.outcomes - total.bads >= others;
  const curve = enough_outcomes ? computeCurve(points) : [];
  const ks = findKs(curve);
  const gini = computeGini(curve);
  return {
    rows: toRows(points, total, enough_outcomes),
    deciles: toDeciles(points, total, enough_outcomes),
    curve: curve.map(roundPoint),
    ks: ks && { ...ks, value: roundShare(ks.value) },
    gini: gini && roundShare(gini),
    minimum: { defaults, others },
    enough_outcomes,
  };
}

function toRows(points: readonly ScorePoint[], total: ScoreCounts, enoughOutcomes: boolean): ScoreBand[] {
  const goods = total.outcomes - total.bads;
  let lower = addCounts([]);
  return groupByInterval(points).map((interval) => {
    const row = addCounts(interval.points);
    lower = addCounts([lower, row]);
    const [goodShare, badShare] = [(lower.outcomes - lower.bads) / goods, lower.bads / total.bads];
    const { from, to } = interval;
    return {
      ...{ from, to, applications: row.applications },
      share: divide(row.applications, total.applications) ?? 0,
      ...{ outcomes: row.outcomes, goods: row.outcomes - row.bads, bads: row.bads },
      cumulative_good_share: enoughOutcomes ? roundShare(goodShare) : null,
      cumulative_bad_share: enoughOutcomes ? roundShare(badShare) : null,
      odds: enoughOutcomes ? divide(row.outcomes - row.bads, row.bads) : null,
      mean_pd: divide(row.pd_sum, row.applications),
      outcome_mean_pd: divide(row.outcome_pd_sum, row.outcomes),
      ...computeObserved(row, total, enoughOutcomes),
      ks: enoughOutcomes ? roundShare(Math.abs(badShare - goodShare)) : null,
    };
  });
}

function toDeciles(points: readonly ScorePoint[], total: ScoreCounts, enoughOutcomes: boolean): Decile[] {
  let lowerBads = 0;
  return computeDeciles(points).map((row) => {
    const { decile, from, to } = row;
    lowerBads += row.bads;
    return {
      ...{ decile, from, to },
      applications: roundShare(row.applications),
      outcomes: roundShare(row.outcomes),
      bads: roundShare(row.bads),
      mean_pd: roundShare(row.pd_sum / row.applications),
      ...computeObserved(row, total, enoughOutcomes),
      cumulative_bad_share: enoughOutcomes ? Math.min(roundShare(lowerBads / total.bads), 1) : null,
    };
  });
}

type Observed = Pick<ScoreBand, 'observed_rate' | 'observed_interval' | 'lift'>;

function computeObserved(row: ScoreCounts, total: ScoreCounts, enoughOutcomes: boolean): Observed {
  if (!enoughOutcomes || row.outcomes <= 0) return { observed_rate: null, observed_interval: null, lift: null };
  const rate = Math.min(row.bads / row.outcomes, 1);
  const [low, high] = computeWilsonInterval(rate * row.outcomes, row.outcomes);
  return {
    observed_rate: roundShare(rate),
    observed_interval: [roundShare(low), roundShare(high)],
    lift: roundShare(rate / (total.bads / total.outcomes)),
  };
}

function roundPoint({ score, population_share, bad_share, good_share }: CurvePoint): CurvePoint {
  return {
    score,
    population_share: roundShare(population_share),
    bad_share: roundShare(bad_share),
    good_share: roundShare(good_share),
  };
}
