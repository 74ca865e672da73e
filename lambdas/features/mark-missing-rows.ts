/** What a full delivery of a table no longer has ended: marked before a partition's features are built. */
import { date, type Sql, uuid } from '../shared/aws/database.ts';
import { PARTITION_NAMES } from '../shared/runs/partitions.ts';
import type { Run } from '../shared/runs/run.ts';
import { readSqlFile } from '../shared/sql-file.ts';

/**
 * Ends a partition's rows of the tables that the run delivers in full; sql/staging/mark_missing_rows says what that means for each.
 * Done again, nothing is left to end. The run's undo takes it back.
 */
export async function markMissingRows(transaction: Sql, run: Run, partition: number): Promise<void> {
  const full = await transaction.query<{ table_name: string }>(
    // Nothing of a table's first delivery can be missing: its rows need not be looked at.
    `select table_name from staging.full_deliveries
     where run_id = :run_id and exists (
       select from staging.loads earlier
       where earlier.table_name = full_deliveries.table_name and earlier.run_id <> :run_id
     )`,
    { run_id: uuid(run.run_id) },
  );
  for (const { table_name } of full) {
    const statement = readSqlFile(`staging/mark_missing_rows/${table_name}.sql`, {
      partition: PARTITION_NAMES[partition],
    });
    await transaction.execute(statement, { run_id: uuid(run.run_id), as_of: date(run.as_of) });
  }
}
