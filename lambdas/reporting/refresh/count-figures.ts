/** Counts the figures of months and days whose scores, decisions or outcomes have changed. */
import { date, type Sql } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';

export interface CountOptions {
  /** Overrides since then are applied. */
  from: string;
  /** Rows that one statement adds up; six million take the database a few of the 45 seconds of a statement. */
  rowsPerStatement?: number;
}

const DEFAULT_ROWS_PER_STATEMENT = 6_000_000;

/** A row of sql/reporting/months/list_stale_months.sql. */
interface StaleMonth {
  month: string;
  applications: number;
}

/** Dimensions from `first` to `last`; 0 is the whole portfolio. */
interface DimensionRange {
  first: number;
  last: number;
}

/**
 * Counts the marked months again, in one transaction: an application moves from one month to another, and readers see
 * the earlier figures until all are stored.
 * @returns how many
 */
export async function countMonths(tx: Sql, options: CountOptions): Promise<number> {
  const months = await tx.query<StaleMonth>(readSqlFile('reporting/months/list_stale_months.sql'));
  if (months.length === 0) return 0;
  const lastDimension = await findLastDimension(tx);
  for (const month of months) await countMonth(tx, month, lastDimension, options);
  await tx.execute('delete from reporting.segment_totals');
  await tx.execute(readSqlFile('reporting/segments/add_up_segments.sql'));
  return months.length;
}

async function countMonth(
  tx: Sql,
  stale: StaleMonth,
  lastDimension: number,
  { from, rowsPerStatement = DEFAULT_ROWS_PER_STATEMENT }: CountOptions,
): Promise<void> {
  const month = date(stale.month);
  await tx.execute(readSqlFile('reporting/months/apply_overrides.sql'), { month, from });
  await tx.execute(readSqlFile('reporting/months/delete_month_totals.sql'), { month });
  const all = { first: 0, last: lastDimension };
  for (const range of splitRange(all, rowsPerStatement / stale.applications)) {
    await tx.execute(readSqlFile('reporting/months/count_scores.sql'), { month, ...range });
  }
  for (const pairs of listPairRanges(all, rowsPerStatement / stale.applications)) {
    await tx.execute(readSqlFile('reporting/months/count_segments.sql'), { month, ...pairs });
  }
  await tx.execute(readSqlFile('reporting/months/record_counted_month.sql'), { month });
}

/** Counts every marked day again, each in a transaction of its own. @returns how many */
export async function countDays(
  transact: <Result>(work: (tx: Sql) => Promise<Result>) => Promise<Result>,
  { from, rowsPerStatement = DEFAULT_ROWS_PER_STATEMENT }: CountOptions,
): Promise<number> {
  const { days, lastDimension } = await transact(async (tx) => ({
    days: await tx.query<{ as_of: string; scores: number }>(readSqlFile('reporting/days/list_stale_days.sql')),
    lastDimension: await findLastDimension(tx),
  }));
  for (const { as_of, scores } of days) {
    const day = { as_of: date(as_of) };
    await transact(async (tx) => {
      await tx.execute(readSqlFile('reporting/days/apply_overrides.sql'), { ...day, from });
      await tx.execute(readSqlFile('reporting/days/delete_day_totals.sql'), day);
      for (const range of splitRange({ first: 0, last: lastDimension }, rowsPerStatement / scores)) {
        await tx.execute(readSqlFile('reporting/days/count_day.sql'), { ...day, ...range });
      }
      await tx.execute(readSqlFile('reporting/days/record_counted_day.sql'), day);
    });
  }
  return days.length;
}

async function findLastDimension(tx: Sql): Promise<number> {
  const [dimension] = await tx.query<{ last: number }>(readSqlFile('reporting/segments/find_last_dimension.sql'));
  return dimension?.last ?? 0;
}

/** Ranges of pairs of dimensions, each for one statement: all at once, or those of one dimension with a few others. */
function listPairRanges(all: DimensionRange, dimensionsPerStatement: number) {
  const dimensions = all.last + 1;
  if ((dimensions * dimensions) / 2 <= dimensionsPerStatement) {
    return [{ ...all, other_first: all.first, other_last: all.last }];
  }
  return Array.from({ length: dimensions }, (_, id) => id).flatMap((id) =>
    splitRange({ first: 0, last: id }, dimensionsPerStatement).map((range) => ({
      ...range,
      other_first: id,
      other_last: id,
    })),
  );
}

/** Splits a range of dimensions so that each statement adds up no more rows than it may, and at least one dimension. */
function splitRange({ first, last }: DimensionRange, dimensionsPerStatement: number): DimensionRange[] {
  const size = Math.min(last - first + 1, Math.max(1, Math.floor(dimensionsPerStatement)));
  const parts = Math.ceil((last - first + 1) / size);
  return Array.from({ length: parts }, (_, part) => ({
    first: first + part * size,
    last: Math.min(first + (part + 1) * size - 1, last),
  }));
}
