/** Judges checks that count key by key: unknown values by column, each against a tolerance of its own, and sums. */
import type { QualityConfiguration } from './quality-configuration.ts';

/** What a check's statement gives: one row, or one a key when its tolerance is `column` or `sum`. */
export type CheckCount = { failed_rows: number; total_rows: number; sample_keys?: string[]; key?: string };

/**
 * Failed are the unknown values in columns beyond their tolerance, total all values looked at; a key names the column
 * and its share. A column that is unknown in every row is one that the lender does not deliver (every column but the
 * keys may be left out): when it was delivered before, the check missing_features tells.
 */
export function evaluateColumns(
  parts: readonly CheckCount[],
  { tolerance, columns }: QualityConfiguration['missing_values'],
): { failed_rows: number; total_rows: number; sample_keys: string[]; pass: boolean } {
  const beyond = [...sumByKey(parts)]
    .map(([key, { failed, total }]) => ({ key, failed, share: failed / total }))
    .filter(({ key, share }) => share < 1 && share > (columns[key] ?? tolerance))
    .sort((a, b) => b.share - a.share || (a.key < b.key ? -1 : 1));
  return {
    failed_rows: beyond.reduce((sum, { failed }) => sum + failed, 0),
    total_rows: parts.reduce((sum, { total_rows }) => sum + total_rows, 0),
    sample_keys: beyond.slice(0, 10).map(({ key, share }) => `${key}: ${(100 * share).toFixed(1)} % unknown`),
    pass: beyond.length === 0,
  };
}

/** Failed are the rows by which the keys miss their sums of none; those keys are named. */
export function evaluateSums(parts: readonly CheckCount[]): {
  failed_rows: number;
  total_rows: number;
  sample_keys: string[];
  pass: boolean;
} {
  const beyond = [...sumByKey(parts)].filter(([, { failed }]) => failed !== 0);
  return {
    failed_rows: beyond.reduce((sum, [, { failed }]) => sum + Math.abs(failed), 0),
    total_rows: parts.reduce((sum, { total_rows }) => sum + total_rows, 0),
    sample_keys: beyond.map(([key]) => key).sort(),
    pass: beyond.length === 0,
  };
}

function sumByKey(parts: readonly CheckCount[]): Map<string, { failed: number; total: number }> {
  const sums = new Map<string, { failed: number; total: number }>();
  for (const { key = '', failed_rows, total_rows } of parts) {
    const { failed, total } = sums.get(key) ?? { failed: 0, total: 0 };
    sums.set(key, { failed: failed + failed_rows, total: total + total_rows });
  }
  return sums;
}
