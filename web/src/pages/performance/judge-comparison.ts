/** Judges the difference between challenger and champion by its interval. Pure functions. */
import type { Comparison } from '../../queries/api-types.ts';

export type FigureVerdict = 'better' | 'worse' | 'unclear';
export type ComparisonVerdict = 'better' | 'worse' | 'mixed' | 'undecided' | 'insufficient';

/** A difference is proven where its whole interval lies on one side of 0. */
export function judgeDifference([low = 0, high = 0]: readonly number[], moreIsBetter: boolean): FigureVerdict {
  if (low <= 0 && high >= 0) return 'unclear';
  return low > 0 === moreIsBetter ? 'better' : 'worse';
}

/** What AUC and Brier score say together about the challenger. */
export function judgeComparison({ auc, brier, level }: Comparison): ComparisonVerdict {
  if (level === 'insufficient' || !auc) return 'insufficient';
  const verdicts = [judgeDifference(auc.interval, true), ...(brier ? [judgeDifference(brier.interval, false)] : [])];
  const isBetter = verdicts.includes('better');
  const isWorse = verdicts.includes('worse');
  if (isBetter && isWorse) return 'mixed';
  if (isBetter) return 'better';
  return isWorse ? 'worse' : 'undecided';
}
