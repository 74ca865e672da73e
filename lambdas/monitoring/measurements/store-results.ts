/** Stores the monitoring results of a day. */
import { type Database, json, timestamp, uuid } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { MonitoringResult, ResultKind } from '../contract/results.ts';
import type { MonitoringTarget } from '../contract/target.ts';

/** Replaces the day's results of these kinds. @returns how many are stored */
export async function storeResults(
  database: Database,
  { as_of, run_id }: Pick<MonitoringTarget, 'as_of' | 'run_id'>,
  kinds: readonly ResultKind[],
  results: readonly MonitoringResult[],
): Promise<number> {
  return database.transaction(async (tx) => {
    await tx.execute(readSqlFile('monitoring/delete_results.sql'), { as_of: timestamp(as_of), kinds: json(kinds) });
    return tx.execute(readSqlFile('monitoring/store_results.sql'), {
      ...{ as_of: timestamp(as_of), run_id: uuid(run_id), results: json(results) },
    });
  });
}
