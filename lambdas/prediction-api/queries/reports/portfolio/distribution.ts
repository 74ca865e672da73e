/** The report `distribution`: newest scores by band and decision, by interval of the score, and the cut-offs. */
import type { Database } from '../../../../shared/aws/database.ts';
import { computeScore, getDefaultCutOffs } from '../../../../shared/decision/score.ts';
import { DEFAULT_SCORE_SCALE } from '../../../../shared/model/score-scale.ts';
import type { Policy } from '../../../../shared/policy/policy.ts';
import type { ReportOf } from '../../../contract/schemas/reports.ts';
import type { Filter } from './filter.ts';
import { readFiltered } from './filtered.ts';
import { readScoreSums, type ScoreSums } from './score-sums.ts';
import { groupByInterval } from './statistics/intervals.ts';
import { type DecisionSums, divide, roundMoney, roundShare, sum } from './totals.ts';

type DistributionReport = ReportOf<'distribution'>;

/** @throws {Problem} when a value of the filter does not exist (404) */
export async function readDistribution(
  database: Database,
  policy: Policy,
  filter: Filter,
): Promise<DistributionReport> {
  const { fields, sums, parameters } = await readFiltered(database, filter);
  const scores = await readScoreSums(database, parameters);
  return {
    report: 'distribution',
    ...fields,
    bands: sums.map(toBand),
    histogram: toHistogram(scores),
    cutoffs: listCutoffs(policy),
  };
}

function toBand(row: DecisionSums): DistributionReport['bands'][number] {
  const { band, decision, applications } = row;
  return {
    ...{ band, decision, applications },
    mean_pd: roundShare(row.pd_sum / applications),
    mean_score: roundShare(row.score_sum / applications),
    exposure: roundMoney(row.exposure),
    expected_loss: roundMoney(row.expected_loss),
  };
}

function toHistogram(scores: readonly ScoreSums[]): DistributionReport['histogram'] {
  return groupByInterval(scores).map(({ from, to, points }) => ({
    ...{ from, to, applications: sum(points, 'applications') },
    mean_pd: divide(sum(points, 'pd_sum'), sum(points, 'applications')),
    ...{ outcomes: sum(points, 'outcomes'), defaults: sum(points, 'bads') },
    ...{ approve: sum(points, 'approve'), refer: sum(points, 'refer'), decline: sum(points, 'decline') },
  }));
}

/** Lists the cut-offs by the score; without a range of referrals only the one of declines. */
function listCutoffs(policy: Policy): DistributionReport['cutoffs'] {
  const { approve_below_pd, decline_from_pd } = getDefaultCutOffs(policy);
  const scale = policy.score ?? DEFAULT_SCORE_SCALE;
  const cutoffs = [
    { decision: 'refer' as const, pd: approve_below_pd, score: computeScore(scale, approve_below_pd) },
    { decision: 'decline' as const, pd: decline_from_pd, score: computeScore(scale, decline_from_pd) },
  ];
  return approve_below_pd < decline_from_pd ? cutoffs : cutoffs.slice(1);
}
