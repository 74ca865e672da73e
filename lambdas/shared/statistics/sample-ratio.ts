/** Checks that groups have the sizes that their shares promise: the sample-ratio check of experiments. */
import { computeChiSquareShareAbove } from './distributions.ts';

/** With fewer expected rows in a group, chi-square is no good approximation (Cochran, 1954). */
const MINIMUM_EXPECTED_ROWS = 5;

export interface GroupSize {
  /** What was to be, above 0; the shares need not add up to 1. */
  share: number;
  rows: number;
}

export interface SampleRatio {
  chi_square: number;
  /** How likely chance alone makes sizes at least as far from the shares, 0 to 1. */
  p_value: number;
}

/**
 * Tests the sizes of groups against their shares (Pearson's chi-square).
 * @returns null with fewer than two groups, or while a group can expect fewer than 5 rows
 */
export function testSampleRatio(groups: readonly GroupSize[]): SampleRatio | null {
  const rows = groups.reduce((sum, group) => sum + group.rows, 0);
  const shares = groups.reduce((sum, group) => sum + group.share, 0);
  const expected = groups.map(({ share }) => (rows * share) / shares);
  if (groups.length < 2 || Math.min(...expected) < MINIMUM_EXPECTED_ROWS) return null;
  const chi_square = groups.reduce((sum, group, i) => {
    const expectedRows = expected[i] ?? 0;
    return sum + (group.rows - expectedRows) ** 2 / expectedRows;
  }, 0);
  return { chi_square, p_value: computeChiSquareShareAbove(chi_square, groups.length - 1) };
}
