/** Converts a filter to the parameters of the statements, which know dimensions and segments by their numbers. */
import { type Database, date, type SqlParameters } from '../../../../shared/aws/database.ts';
import { readSqlFile } from '../../../../shared/sql-file.ts';
import { Problem } from '../../../http/problem.ts';
import type { Filter } from './filter.ts';

interface SegmentNumbers {
  dimension_id: number;
  segment_no: number;
}

const WHOLE_PORTFOLIO: SegmentNumbers = { dimension_id: 0, segment_no: 0 };

/** @throws {Problem} when the dimension, the segment or the band does not exist (404) */
export async function findFilterParameters(database: Database, filter: Filter): Promise<SqlParameters> {
  const numbers = filter.within === null ? WHOLE_PORTFOLIO : await findSegment(database, filter.within);
  const { model_version, decision, band } = filter;
  if (band !== null) await checkBand(database, band);
  return { ...numbers, ...toMonthParameters(filter), model_version, decision, band };
}

/** Converts months to their first days. */
export function toMonthParameters({ from, to }: Pick<Filter, 'from' | 'to'>): Pick<SqlParameters, 'from' | 'to'> {
  return { from: date(from && `${from}-01`), to: date(to && `${to}-01`) };
}

async function checkBand(database: Database, band: string): Promise<void> {
  const policies = await database.query(readSqlFile('api/reports/find_policy_with_band.sql'), { band });
  if (policies.length > 0) return;
  throw new Problem(404, 'unknown-band', 'No policy has this band. The report filters lists the bands.');
}

async function findSegment(database: Database, within: string): Promise<SegmentNumbers> {
  const { dimension, segment } = splitWithin(within);
  const [found] = await database.query<{ dimension_id: number; segment_no: number | null }>(
    readSqlFile('api/reports/find_segment.sql'),
    { dimension, segment },
  );
  if (!found) throw createUnknownDimension();
  if (found.segment_no === null)
    throw new Problem(
      404,
      'unknown-segment',
      'The dimension has no such segment. The report filters lists the segments.',
    );
  return { dimension_id: found.dimension_id, segment_no: found.segment_no };
}

export function createUnknownDimension(): Problem {
  return new Problem(404, 'unknown-dimension', 'There is no such dimension. The report filters lists the dimensions.');
}

/** Splits `dimension:segment` at the first colon: a dimension's name has none, a segment's may. */
export function splitWithin(within: string): { dimension: string; segment: string } {
  const colon = within.indexOf(':');
  return { dimension: within.slice(0, colon), segment: within.slice(colon + 1) };
}
