/** Corrects the stored rows of one partition, as data subjects asked. Runs before its features are built. */
import { date, type Sql, uuid } from '../shared/aws/database.ts';
import type { Run } from '../shared/runs/run.ts';
import { readSqlFile } from '../shared/sql-file.ts';

/** Idempotent. The undo of the run puts back what it replaced. */
export async function applyRectifications(transaction: Sql, run: Run, partition: number): Promise<void> {
  const parameters = { run_id: uuid(run.run_id), as_of: date(run.as_of), partition };
  await transaction.query(readSqlFile('staging/apply_rectifications.sql'), parameters);
}
