/** What is scored now, and day by day. */
import type { Database } from '../../../shared/aws/database.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import type { ReportOf } from '../../contract/schemas/reports.ts';
import { toIsoTime } from '../../predictions/stored/stored-prediction.ts';

type Distribution = ReportOf<'distribution'>;
type Trends = ReportOf<'trends'>;

export type Freshness = { refreshed_at: string | null; as_of: string | null };

/** Until when the figures count, and the newest day that scores speak of. */
export async function readFreshness(database: Database): Promise<Freshness> {
  const [row] = await database.query<Freshness>(readSqlFile('api/reports/freshness.sql'));
  return { as_of: row?.as_of ?? null, refreshed_at: row?.refreshed_at ? toIsoTime(row.refreshed_at) : null };
}

export function readBands(database: Database): Promise<Distribution['bands']> {
  return database.query<Distribution['bands'][number]>(readSqlFile('api/reports/distribution.sql'));
}

export async function readDistribution(database: Database): Promise<Distribution> {
  const [{ refreshed_at }, bands, histogram] = await Promise.all([
    readFreshness(database),
    readBands(database),
    database.query<Distribution['histogram'][number]>(readSqlFile('api/reports/histogram.sql')),
  ]);
  return { report: 'distribution', refreshed_at, bands, histogram };
}

export async function readTrends(database: Database, days: number): Promise<Trends> {
  const [{ refreshed_at }, found] = await Promise.all([
    readFreshness(database),
    database.query<Trends['days'][number]>(readSqlFile('api/reports/trends.sql'), { days }),
  ]);
  return { report: 'trends', refreshed_at, days: found };
}
