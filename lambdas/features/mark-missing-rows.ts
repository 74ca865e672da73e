/**
 * Soft-deletes the rows of one partition that a full delivery no longer contains. Runs before its features are built.
 */
import { date, type Sql, uuid } from '../shared/aws/database.ts';
import { PARTITION_NAMES } from '../shared/runs/partitions.ts';
import type { Run } from '../shared/runs/run.ts';
import { readSqlFile } from '../shared/sql-file.ts';

/**
 * Idempotent. The undo of the run restores the rows. The files in sql/staging/mark_missing_rows define missing rows.
 */
export async function markMissingRows(transaction: Sql, run: Run, partition: number): Promise<void> {
  const tables = await transaction.query<{ table_name: string }>(
    readSqlFile('staging/list_repeated_full_deliveries.sql'),
    { run_id: uuid(run.run_id) },
  );
  for (const { table_name } of tables) {
    const statement = readSqlFile(`staging/mark_missing_rows/${table_name}.sql`, {
      partition: PARTITION_NAMES[partition],
    });
    await transaction.execute(statement, { run_id: uuid(run.run_id), as_of: date(run.as_of) });
  }
}
