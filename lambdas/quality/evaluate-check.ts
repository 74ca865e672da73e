/**
 * Evaluates a quality check: adds up the counts of its statements and decides whether it passes. Pure functions, no
 * I/O.
 */

import { formatCount, formatCountOf } from '../shared/page/number-format.ts';
import type { Check, CheckCount } from './check.ts';
import type { QualityConfiguration } from './quality-configuration.ts';

export interface CheckEvaluation {
  failed_rows: number;
  total_rows: number;
  sample_keys: string[];
  pass: boolean;
}

const MAX_SAMPLE_KEYS = 10;

export function evaluateCheck(
  { tolerance }: Pick<Check, 'tolerance'>,
  counts: readonly CheckCount[],
  configuration: QualityConfiguration,
): CheckEvaluation {
  if (tolerance === 'column') return evaluateColumns(counts, configuration.missing_values);
  if (tolerance === 'sum') return evaluateSums(counts);
  if (tolerance === 'missing') return evaluateMissingRows(counts, configuration.missing_rows);
  const failed_rows = sumBy(counts, (count) => count.failed_rows);
  const total_rows = sumBy(counts, (count) => count.total_rows);
  const sample_keys = counts.flatMap((count) => count.sample_keys ?? []).slice(0, MAX_SAMPLE_KEYS);
  const requiredRows = tolerance === 'gate' ? configuration.gate * total_rows : total_rows;
  return { failed_rows, total_rows, sample_keys, pass: total_rows - failed_rows >= requiredRows };
}

/**
 * Evaluates unknown values by column. Failed rows are the unknown values in columns that exceed their tolerance; a
 * sample key names such a column and its share. A column that is unknown in every row is not delivered, which the
 * contract allows; the check missing_features reports it when the column was delivered before.
 */
export function evaluateColumns(
  counts: readonly CheckCount[],
  { tolerance, columns }: QualityConfiguration['missing_values'],
): CheckEvaluation {
  const failedColumns = [...sumByKey(counts)]
    .map(([key, { failed, total }]) => ({ key, failed, share: failed / total }))
    .filter(({ key, share }) => share < 1 && share > (columns[key] ?? tolerance))
    .sort((a, b) => b.share - a.share || (a.key < b.key ? -1 : 1));
  return {
    failed_rows: sumBy(failedColumns, ({ failed }) => failed),
    total_rows: sumBy(counts, ({ total_rows }) => total_rows),
    sample_keys: failedColumns
      .slice(0, MAX_SAMPLE_KEYS)
      .map(({ key, share }) => `${key}: ${(100 * share).toFixed(1)} % unknown`),
    pass: failedColumns.length === 0,
  };
}

/**
 * Evaluates sums that have to be zero for each key. Failed rows are the differences from zero; sample keys name them.
 */
export function evaluateSums(counts: readonly CheckCount[]): CheckEvaluation {
  const failedKeys = [...sumByKey(counts)].filter(([, { failed }]) => failed !== 0);
  return {
    failed_rows: sumBy(failedKeys, ([, { failed }]) => Math.abs(failed)),
    total_rows: sumBy(counts, ({ total_rows }) => total_rows),
    sample_keys: failedKeys.map(([key]) => key).sort(),
    pass: failedKeys.length === 0,
  };
}

/**
 * Evaluates the rows that full deliveries soft-delete, by table. Failed rows are those of tables beyond their bound;
 * sample keys name these tables with their counts. A delivery without any row is beyond it, however few rows it ends.
 */
export function evaluateMissingRows(
  counts: readonly CheckCount[],
  { minimum, tables }: QualityConfiguration['missing_rows'],
): CheckEvaluation {
  const failedTables = [...sumByKey(counts)]
    .map(([key, sums]) => ({ key, ...sums, bound: tables[key as keyof typeof tables] ?? 0 }))
    .filter(({ failed, total, bound }) => (failed >= minimum || failed === total) && failed > bound * total)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  return {
    failed_rows: sumBy(failedTables, ({ failed }) => failed),
    total_rows: sumBy(counts, ({ total_rows }) => total_rows),
    sample_keys: failedTables.map(
      ({ key, failed, total }) => `${key}: ${formatCount(failed)} of ${formatCountOf(total, 'row')}`,
    ),
    pass: failedTables.length === 0,
  };
}

function sumByKey(counts: readonly CheckCount[]): Map<string, { failed: number; total: number }> {
  const sums = new Map<string, { failed: number; total: number }>();
  for (const { key = '', failed_rows, total_rows } of counts) {
    const { failed, total } = sums.get(key) ?? { failed: 0, total: 0 };
    sums.set(key, { failed: failed + failed_rows, total: total + total_rows });
  }
  return sums;
}

const sumBy = <Item>(items: readonly Item[], read: (item: Item) => number): number =>
  items.reduce((sum, item) => sum + read(item), 0);
