/** Makes the figures of a simulation from the sums of all its parts. Pure functions, no I/O. */
import { DECISIONS, type Decision } from '../../shared/policy/decisions.ts';
import type { SimulatedFigures, SimulationResult } from '../../shared/simulation/simulation-result.ts';
import { buildCurve, type CutOffPair } from './curve.ts';
import { buildFairness } from './fairness.ts';
import { computePairedInterval } from './intervals.ts';
import { buildSegments, type SegmentFeature } from './segments.ts';
import {
  buildOutcomes,
  buildRate,
  buildSet,
  type IsChosen,
  isSwapIn,
  isSwapOut,
  readReturn,
  type Side,
} from './sets.ts';
import { readSum, type Tally, toMoney } from './tally.ts';

export interface ResultPlan {
  segments: readonly SegmentFeature[];
  cut_offs: readonly CutOffPair[];
}

/** Builds the result. Without applications every count is 0 and every rate has the widest interval. */
export function buildResult(tally: Tally, { segments, cut_offs }: ResultPlan): SimulationResult {
  const { all } = tally;
  const rows = readSum(all, 'rows');
  const gained = readSum(all, 'rows', isSwapIn);
  const lost = readSum(all, 'rows', isSwapOut);
  const days = Object.keys(tally.days).sort();
  return {
    rows,
    not_decided: tally.not_decided,
    first_day: days[0] ?? null,
    last_day: days.at(-1) ?? null,
    different: readSum(all, 'rows', (baseline, candidate) => baseline !== candidate),
    stored_different: tally.stored_different,
    baseline: buildFigures(tally, 'baseline'),
    candidate: buildFigures(tally, 'candidate'),
    approval_difference: {
      value: rows === 0 ? 0 : (gained - lost) / rows,
      interval: computePairedInterval(gained, lost, rows),
    },
    changes: DECISIONS.flatMap((from) =>
      DECISIONS.map((to) => ({
        ...{ from, to },
        ...buildSet(all, rows, (baseline, candidate) => baseline === from && candidate === to),
      })),
    ),
    swap_in: buildSet(all, rows, isSwapIn),
    swap_out: buildSet(all, rows, isSwapOut),
    segments: buildSegments(tally.segments, segments),
    fairness: buildFairness(tally.fairness),
    reviewers: buildReviewers(tally.days),
    decided_by: buildDecidedBy(tally.decided_by),
    curves: cut_offs.map((pair, i) => buildCurve(pair, tally.curves[i] ?? [])),
    unknown_features: Object.entries(tally.unknown_features)
      .map(([feature, [unknown = 0]]) => ({ feature, rows: unknown }))
      .sort((a, b) => b.rows - a.rows || (a.feature < b.feature ? -1 : 1)),
  };
}

function buildFigures({ all, policy_versions }: Tally, side: Side): SimulatedFigures {
  const i = side === 'baseline' ? 0 : 1;
  const decides =
    (decision: Decision): IsChosen =>
    (...pair) =>
      pair[i] === decision;
  const isApproved = decides('approve');
  return {
    policy_versions: Object.keys(policy_versions)
      .filter((version) => (policy_versions[version]?.[i] ?? 0) > 0)
      .sort(),
    approve: buildRate(all, isApproved),
    refer: buildRate(all, decides('refer')),
    decline: buildRate(all, decides('decline')),
    exposure: toMoney(readSum(all, 'exposure', isApproved)),
    expected_loss: toMoney(readSum(all, `${side}_loss`, isApproved)),
    expected_loss_of_all: toMoney(readSum(all, `${side}_loss`)),
    expected_return: readReturn(all, side, isApproved),
    outcomes: buildOutcomes(all, isApproved, side),
  };
}

function buildReviewers(days: Tally['days']): SimulationResult['reviewers'] {
  const list = Object.entries(days).sort(([a], [b]) => (a < b ? -1 : 1));
  const measure = (i: 1 | 2) => {
    const referrals = list.reduce((sum, [, counts]) => sum + (counts[i] ?? 0), 0);
    const [busiest] = list.toSorted(([, a], [, b]) => (b[i] ?? 0) - (a[i] ?? 0));
    return {
      referrals,
      per_day: list.length === 0 ? 0 : referrals / list.length,
      busiest_day: busiest && referrals > 0 ? { day: busiest[0], referrals: busiest[1][i] ?? 0 } : null,
    };
  };
  return { days: list.length, baseline: measure(1), candidate: measure(2) };
}

function buildDecidedBy(counts: Tally['decided_by']): SimulationResult['decided_by'] {
  return Object.entries(counts)
    .map(([decided_by, [baseline = 0, candidate = 0]]) => ({ decided_by, baseline, candidate }))
    .sort((a, b) => b.candidate - a.candidate || b.baseline - a.baseline || (a.decided_by < b.decided_by ? -1 : 1));
}
