/**
 * Compares approval rates of the groups of each attribute, as training/evaluation/fairness.py does on the holdout: the
 * group approved least often with the one approved most often. Pure functions, no I/O.
 */
import type { SimulatedFairness } from '../../shared/simulation/simulation-result.ts';
import { computeRatioInterval } from './intervals.ts';
import { buildRate } from './sets.ts';
import { OTHER_KEY, type PairSums, readSum, UNKNOWN_KEY } from './tally.ts';

/** A smaller group is shown and compared nowhere, because its rates are noise; the same in fairness.py. */
const MIN_GROUP_ROWS = 30;
/** Nor is a group below 2 % of the rows compared (29 CFR 1607.15(A)(2)). */
const MIN_GROUP_SHARE = 0.02;

type Group = SimulatedFairness['groups'][number];

/** @param sums by attribute, then by group */
export function buildFairness(sums: Record<string, Record<string, PairSums>>): SimulatedFairness[] {
  return Object.keys(sums)
    .sort()
    .map((attribute) => buildAttribute(attribute, sums[attribute] ?? {}));
}

function buildAttribute(attribute: string, sums: Record<string, PairSums>): SimulatedFairness {
  const all = Object.values(sums).reduce((total, group) => total + readSum(group, 'rows'), 0);
  const least = Math.max(MIN_GROUP_ROWS, Math.ceil(all * MIN_GROUP_SHARE));
  const groups = Object.entries(sums)
    .map(([key, group]): Group => {
      const rows = readSum(group, 'rows');
      const isNamed = key !== UNKNOWN_KEY && key !== OTHER_KEY;
      return {
        group: key === UNKNOWN_KEY ? null : key === OTHER_KEY ? 'other' : key,
        rows,
        is_compared: isNamed && rows >= least,
        baseline: buildRate(group, (baseline) => baseline === 'approve'),
        candidate: buildRate(group, (_, candidate) => candidate === 'approve'),
      };
    })
    .sort((a, b) => b.rows - a.rows || ((a.group ?? '') < (b.group ?? '') ? -1 : 1));
  return {
    attribute,
    groups,
    baseline_ratio: compareExtremes(groups, 'baseline'),
    candidate_ratio: compareExtremes(groups, 'candidate'),
  };
}

/** Null where fewer than two groups are compared, or nobody is approved. */
function compareExtremes(
  groups: readonly Group[],
  side: 'baseline' | 'candidate',
): SimulatedFairness['baseline_ratio'] {
  const ordered = groups.filter((group) => group.is_compared).sort((a, b) => a[side].rate - b[side].rate);
  const [least, most] = [ordered[0], ordered.at(-1)];
  if (!least || !most || least === most || most[side].rows === 0) return null;
  return {
    value: least[side].rate / most[side].rate,
    interval: computeRatioInterval(
      { hits: least[side].rows, rows: least.rows },
      { hits: most[side].rows, rows: most.rows },
    ),
    group: least.group ?? '',
    reference: most.group ?? '',
  };
}
