/** Makes figures of the applications whose pair of decisions is chosen, such as the swap-ins. Pure functions, no I/O. */
import type { Decision } from '../../shared/policy/decisions.ts';
import type { SimulatedOutcomes, SimulatedSet } from '../../shared/simulation/simulation-result.ts';
import { computeWilsonInterval } from '../../shared/statistics/wilson-interval.ts';
import { type PairSums, readSum, toMoney } from './tally.ts';

export type IsChosen = (baseline: Decision, candidate: Decision) => boolean;
export type Side = 'baseline' | 'candidate';

export const isSwapIn: IsChosen = (baseline, candidate) => baseline !== 'approve' && candidate === 'approve';
export const isSwapOut: IsChosen = (baseline, candidate) => baseline === 'approve' && candidate !== 'approve';

/** The share of the rows of a set of sums that is chosen, with its interval. */
export function buildRate(sums: PairSums, isChosen: IsChosen) {
  const rows = readSum(sums, 'rows');
  const hits = readSum(sums, 'rows', isChosen);
  return { rows: hits, rate: rows === 0 ? 0 : hits / rows, interval: computeWilsonInterval(hits, rows) };
}

/** @param all rows of which the set is a share */
export function buildSet(sums: PairSums, all: number, isChosen: IsChosen): SimulatedSet {
  const rows = readSum(sums, 'rows', isChosen);
  return {
    rows,
    share: all === 0 ? 0 : rows / all,
    exposure: toMoney(readSum(sums, 'exposure', isChosen)),
    expected_loss: toMoney(readSum(sums, 'candidate_loss', isChosen)),
    expected_return: readReturn(sums, 'candidate', isChosen),
    outcomes: buildOutcomes(sums, isChosen, 'candidate'),
  };
}

export function readReturn(sums: PairSums, side: Side, isChosen: IsChosen): number | null {
  if (readSum(sums, `${side}_return_rows`) === 0) return null;
  return toMoney(readSum(sums, `${side}_return`, isChosen));
}

/**
 * Outcomes of the chosen rows. Nothing is assumed about unknown ones: the bound takes them all as good, then all as
 * defaults (Manski, 1990, Nonparametric Bounds on Treatment Effects).
 */
export function buildOutcomes(sums: PairSums, isChosen: IsChosen, side: Side): SimulatedOutcomes {
  const [rows, known, defaults] = [
    readSum(sums, 'rows', isChosen),
    readSum(sums, 'known', isChosen),
    readSum(sums, 'defaults', isChosen),
  ];
  const unknown = rows - known;
  return {
    ...{ known, defaults, unknown },
    rate: known === 0 ? null : defaults / known,
    interval: known === 0 ? null : computeWilsonInterval(defaults, known),
    bound: rows === 0 ? null : [defaults / rows, (defaults + unknown) / rows],
    expected_rate: rows === 0 ? null : Math.min(1, readSum(sums, `${side}_pd`, isChosen) / rows),
  };
}
