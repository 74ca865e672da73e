/**
 * Records a prepared file in staging.loads: the delivered rows, which accepted and rejected rows have to add up to, and
 * its rejected values.
 */
import { type Database, json, uuid } from '../../shared/aws/database.ts';
import { assertRunning, type FencedRun } from '../../shared/locks/run-fence.ts';
import type { DeliveredFile, Run } from '../../shared/runs/run.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { PreparedFile } from './prepare-stream.ts';

/**
 * Calls a function of the database that checks the fence itself, because the role of the preparation has no right on a
 * table.
 * @throws {StaleFencingToken} when the run's token is not the newest
 * @throws {RunHasEnded} when the run is no longer running
 */
export async function recordLoad(
  database: Database,
  run: Run,
  file: DeliveredFile,
  prepared: PreparedFile,
): Promise<void> {
  const [fenced] = await database.query<FencedRun>(readSqlFile('ingest/prepare/record_load.sql'), {
    run_id: uuid(run.run_id),
    fencing_token: run.fencing_token,
    table_name: file.table,
    file: file.name,
    sha256: file.sha256,
    size_bytes: prepared.size_bytes,
    mode: file.mode,
    rows_delivered: prepared.delivered,
    rows_rejected_unparsed: prepared.rejected,
    rejected_values: json(prepared.rejected_values),
  });
  assertRunning(fenced, run);
}
