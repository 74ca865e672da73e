/** What is scored now, and day by day. */
import type { Database } from '../../../shared/aws/database.ts';
import { sqlFile } from '../../../shared/sql-file.ts';
import type { ReportOf } from '../../contract/schemas/reports.ts';
import { isoTime } from '../../predictions/stored/stored-prediction.ts';

type Distribution = ReportOf<'distribution'>;
type Trends = ReportOf<'trends'>;

export type Freshness = { refreshed_at: string | null; as_of: string | null };

/** Until when the figures count, and the newest day that scores speak of. */
export async function freshnessOf(database: Database): Promise<Freshness> {
  const [row] = await database.query<Freshness>(sqlFile('api/reports/freshness.sql'));
  return { as_of: row?.as_of ?? null, refreshed_at: row?.refreshed_at ? isoTime(row.refreshed_at) : null };
}

export function bandsOf(database: Database): Promise<Distribution['bands']> {
  return database.query<Distribution['bands'][number]>(sqlFile('api/reports/distribution.sql'));
}

export async function readDistribution(database: Database): Promise<Distribution> {
  const [{ refreshed_at }, bands, histogram] = await Promise.all([
    freshnessOf(database),
    bandsOf(database),
    database.query<Distribution['histogram'][number]>(sqlFile('api/reports/histogram.sql')),
  ]);
  return { report: 'distribution', refreshed_at, bands, histogram };
}

export async function readTrends(database: Database, days: number): Promise<Trends> {
  const [{ refreshed_at }, found] = await Promise.all([
    freshnessOf(database),
    database.query<Trends['days'][number]>(sqlFile('api/reports/trends.sql'), { days }),
  ]);
  return { report: 'trends', refreshed_at, days: found };
}
