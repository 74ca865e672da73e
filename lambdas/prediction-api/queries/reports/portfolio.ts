/** The reports `distribution` and `trends`: newest scores by band and decision, and figures for each day. */
import type { Database } from '../../../shared/aws/database.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import type { ReportOf } from '../../contract/schemas/reports.ts';
import { toIsoTime } from '../../http/iso-time.ts';

type DistributionReport = ReportOf<'distribution'>;
type TrendsReport = ReportOf<'trends'>;

/** The time of the last refresh, and the newest as-of date among scores. */
interface AggregatesFreshness {
  refreshed_at: string | null;
  as_of: string | null;
}

export async function readFreshness(database: Database): Promise<AggregatesFreshness> {
  const [row] = await database.query<AggregatesFreshness>(readSqlFile('api/reports/find_freshness.sql'));
  return { as_of: row?.as_of ?? null, refreshed_at: row?.refreshed_at ? toIsoTime(row.refreshed_at) : null };
}

export function readBands(database: Database): Promise<DistributionReport['bands']> {
  return database.query<DistributionReport['bands'][number]>(readSqlFile('api/reports/list_bands.sql'));
}

export async function readDistribution(database: Database): Promise<DistributionReport> {
  const [{ refreshed_at }, bands, histogram] = await Promise.all([
    readFreshness(database),
    readBands(database),
    database.query<DistributionReport['histogram'][number]>(readSqlFile('api/reports/list_score_histogram.sql')),
  ]);
  return { report: 'distribution', refreshed_at, bands, histogram };
}

/** The newest `days` days that have scores. */
export async function readTrends(database: Database, days: number): Promise<TrendsReport> {
  const [{ refreshed_at }, dayRows] = await Promise.all([
    readFreshness(database),
    database.query<TrendsReport['days'][number]>(readSqlFile('api/reports/list_days.sql'), { days }),
  ]);
  return { report: 'trends', refreshed_at, days: dayRows };
}
