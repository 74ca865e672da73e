/** Adds the sums of a part to those of all parts. Pure functions, no I/O. */
import { createRecord, obtain, type PairSums, type Tally } from './tally.ts';

/** Both tallies have the same segment features and cut-offs. */
export function addTally(total: Tally, part: Tally): void {
  addAll(total.all, part.all);
  total.not_decided += part.not_decided;
  total.stored_different += part.stored_different;
  for (const [i, values] of part.segments.entries()) {
    const segment = total.segments[i];
    if (segment) addEach(segment, values);
  }
  for (const [attribute, groups] of Object.entries(part.fairness)) {
    addEach(obtain<Record<string, PairSums>>(total.fairness, attribute, createRecord), groups);
  }
  addEach(total.days, part.days);
  addEach(total.decided_by, part.decided_by);
  addEach(total.policy_versions, part.policy_versions);
  addEach(total.unknown_features, part.unknown_features);
  for (const [i, sums] of part.curves.entries()) {
    const curve = total.curves[i];
    if (curve) addAll(curve, sums);
    else total.curves[i] = [...sums];
  }
}

function addEach(total: Record<string, number[]>, part: Record<string, number[]>): void {
  for (const [key, sums] of Object.entries(part))
    addAll(
      obtain(total, key, () => sums.map(() => 0)),
      sums,
    );
}

function addAll(total: number[], part: readonly number[]): void {
  for (const [i, sum] of part.entries()) total[i] = (total[i] ?? 0) + sum;
}
