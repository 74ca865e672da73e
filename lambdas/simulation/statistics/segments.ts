/** Makes the figures of segments: who is swapped in and out by the values of a category. Pure functions, no I/O. */
import type { SimulationResult } from '../../shared/simulation/simulation-result.ts';
import { buildRate, buildSet, isSwapIn, isSwapOut } from './sets.ts';
import { OTHER_KEY, type PairSums, readSum, UNKNOWN_KEY } from './tally.ts';

export interface SegmentFeature {
  name: string;
  label: string;
}

type Segments = SimulationResult['segments'];
/** The values shown; the rows of the others are added up. */
const SHOWN_VALUES = 20;
const OTHER = 'other';

/** @param sums by feature, in the order of `features`, then by value */
export function buildSegments(
  sums: readonly Record<string, PairSums>[],
  features: readonly SegmentFeature[],
): Segments {
  return features.map(({ name, label }, i) => ({
    feature: name,
    label,
    values: limitValues(sums[i] ?? {}).map(([key, value]) => buildValue(key, value)),
  }));
}

/** The values with most applications, and the rest as one. */
function limitValues(values: Record<string, PairSums>): [key: string, sums: PairSums][] {
  const ordered = Object.entries(values)
    .filter(([key]) => key !== OTHER_KEY)
    .sort(([a, one], [b, other]) => readSum(other, 'rows') - readSum(one, 'rows') || (a < b ? -1 : 1));
  const rest = [...ordered.slice(SHOWN_VALUES).map(([, sums]) => sums), values[OTHER_KEY]].filter(
    (sums) => sums !== undefined,
  );
  const shown = ordered.slice(0, SHOWN_VALUES);
  if (rest.length === 0) return shown;
  return [...shown, [OTHER_KEY, rest.reduce((total, sums) => total.map((sum, i) => sum + (sums[i] ?? 0)))]];
}

function buildValue(key: string, sums: PairSums): Segments[number]['values'][number] {
  const rows = readSum(sums, 'rows');
  return {
    value: key === UNKNOWN_KEY ? null : key === OTHER_KEY ? OTHER : key,
    is_rest: key === OTHER_KEY,
    rows,
    baseline_approval: buildRate(sums, (baseline) => baseline === 'approve'),
    candidate_approval: buildRate(sums, (_, candidate) => candidate === 'approve'),
    swap_in: buildSet(sums, rows, isSwapIn),
    swap_out: buildSet(sums, rows, isSwapOut),
  };
}
