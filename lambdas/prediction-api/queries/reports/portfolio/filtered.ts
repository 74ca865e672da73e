/** Reads what every report with filters has: sums of the filter's applications, and totals of the period before. */
import type { Database, SqlParameters } from '../../../../shared/aws/database.ts';
import { readSqlFile } from '../../../../shared/sql-file.ts';
import type { ReportOf } from '../../../contract/schemas/reports.ts';
import { toIsoTime } from '../../../http/iso-time.ts';
import { type Filter, findPeriodBefore } from './filter.ts';
import { findFilterParameters, toMonthParameters } from './filter-parameters.ts';
import { computeTotals, type DecisionSums } from './totals.ts';

interface Filtered {
  /** The fields that every report with filters has. */
  fields: Pick<ReportOf<'trends'>, 'filter' | 'currency' | 'refreshed_at' | 'totals' | 'before'>;
  /** By band and decision, the best band first. */
  sums: DecisionSums[];
  /** The filter, for further statements. */
  parameters: SqlParameters;
  /** Newest as-of date that has scores, whatever the filter. */
  as_of: string | null;
}

/** A row of sql/api/reports/find_freshness.sql. */
interface Freshness {
  refreshed_at: string | null;
  as_of: string | null;
  currency: string | null;
}

/** @throws {Problem} when a value of the filter does not exist (404) */
export async function readFiltered(database: Database, filter: Filter): Promise<Filtered> {
  const parameters = await findFilterParameters(database, filter);
  const before = findPeriodBefore(filter);
  const [{ refreshed_at, as_of, currency }, sums, sumsBefore] = await Promise.all([
    readFreshness(database),
    readDecisionSums(database, parameters),
    before && readDecisionSums(database, { ...parameters, ...toMonthParameters(before) }),
  ]);
  const fields = {
    ...{ filter, currency, refreshed_at, totals: computeTotals(sums) },
    before: before && sumsBefore && { ...before, totals: computeTotals(sumsBefore) },
  };
  return { fields, sums, parameters, as_of };
}

export async function readFreshness(database: Database): Promise<Freshness> {
  const [row] = await database.query<Freshness>(readSqlFile('api/reports/find_freshness.sql'));
  const { refreshed_at = null, as_of = null, currency = null } = row ?? {};
  return { refreshed_at: refreshed_at && toIsoTime(refreshed_at), as_of, currency };
}

function readDecisionSums(database: Database, parameters: SqlParameters): Promise<DecisionSums[]> {
  return database.query<DecisionSums>(readSqlFile('api/reports/sum_decisions.sql'), parameters);
}
