/** What the bins of a feature say about its drift, in a sentence. */
import type { Drift } from '../../queries/api-types.ts';
import { driftTexts as texts } from '../../texts/models/drift.ts';

/** Whether a measurement had enough applications and kept its bins. */
export const isJudged = ({ psi, level, bins }: Drift): boolean =>
  level !== 'insufficient' && psi !== null && bins.length > 0;

/** Judges nothing below the minimum: a shift of a few rows is noise. */
export function describeShift(drift: Drift, minimumRows = 0): string {
  const { psi, level, bins, rows } = drift;
  if (rows === 0) return texts.noValues;
  if (level === 'insufficient' || psi === null) return texts.tooFewValues(rows, minimumRows);
  const [first] = bins;
  if (!first) return texts.noBins;
  const measureShift = ({ baseline, current }: Drift['bins'][number]) => Math.abs(current - baseline);
  const largest = bins.reduce((a, b) => (measureShift(b) > measureShift(a) ? b : a), first);
  return texts.shift(psi, largest.label, largest.baseline, largest.current);
}
