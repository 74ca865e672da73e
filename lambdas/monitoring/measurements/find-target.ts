/** Finds the publication that monitoring measures. */
import { type Database, date } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { MonitoringTarget } from '../contract/target.ts';

/** Finds the newest publication, or the newest up to the as-of date; undefined before the first publication. */
export async function findTarget(database: Database, asOf?: string | null): Promise<MonitoringTarget | undefined> {
  const [target] = await database.query<MonitoringTarget>(readSqlFile('monitoring/find_target.sql'), {
    up_to: date(asOf ?? '9999-12-31'),
  });
  return target;
}
