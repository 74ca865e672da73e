/** Which publication is measured, and what the steps of the workflow hand on. */
import { z } from 'zod';
import { type Database, date } from '../../shared/aws/database.ts';
import { AsOfDate } from '../../shared/runs/run.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { MonitoringTarget } from './results.ts';

export const TargetSchema = z.object({ run_id: z.uuid(), as_of: AsOfDate, model_version: z.string().nullable() });

/** The newest publication, or the newest up to a day; undefined before the first. */
export async function findTarget(database: Database, asOf?: string | null): Promise<MonitoringTarget | undefined> {
  const [target] = await database.query<MonitoringTarget>(readSqlFile('monitoring/find_target.sql'), {
    up_to: date(asOf ?? '9999-12-31'),
  });
  return target;
}
