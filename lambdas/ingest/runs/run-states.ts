/**
 * The states of a run in analytics.runs. A run that is not 'running' takes no more rows (the fence), and a run that
 * ends unpublished leaves none: `closed_at` is set once what it wrote is taken back.
 */
import { type Database, json, uuid } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';

/** How a run can end without being published. */
export const UNPUBLISHED_STATES = ['refused', 'gate_failed', 'failed', 'abandoned'] as const;
export type UnpublishedState = (typeof UNPUBLISHED_STATES)[number];

/** Ends a running run in this state; a run that has ended already stays as it ended. */
export async function endRun(
  database: Database,
  runId: string,
  state: UnpublishedState,
  outcome: unknown,
): Promise<void> {
  await database.execute(
    "update analytics.runs set state = :state, outcome = :outcome where run_id = :run_id and state = 'running'",
    { run_id: uuid(runId), state, outcome: json(outcome) },
  );
}

/**
 * Takes back what runs that ended unpublished wrote into staging, and closes them. Does nothing when there are none;
 * begun and not finished, it is done again.
 */
export async function undoUnpublishedRuns(database: Database): Promise<void> {
  const ended = await database.query<{ run_id: string }>(
    "select run_id from analytics.runs where closed_at is null and state not in ('running', 'published') order by opened_at desc",
  );
  for (const { run_id } of ended) {
    for (const table of ['attributes', 'customers', 'loan_applications']) {
      await undoTable(database, run_id, table, [undefined]);
    }
    const partitions = Array.from({ length: 16 }, (_, partition) => String(partition).padStart(2, '0'));
    for (const table of ['credit_history', 'transactions']) await undoTable(database, run_id, table, partitions);
    await database.execute('update analytics.runs set closed_at = clock_timestamp() where run_id = :run_id', {
      run_id: uuid(run_id),
    });
  }
}

/** One transaction a table, so that a reader sees it before or after; one statement a partition, so that none is long. */
async function undoTable(
  database: Database,
  runId: string,
  table: string,
  partitions: (string | undefined)[],
): Promise<void> {
  await database.transaction(async (transaction) => {
    for (const partition of partitions) {
      const statement = readSqlFile(`ingest/undo/${table}_rows.sql`, partition === undefined ? {} : { partition });
      await transaction.execute(statement, { run_id: uuid(runId) });
    }
    await transaction.execute(readSqlFile(`ingest/undo/${table}_restore.sql`), { run_id: uuid(runId) });
    if (table === 'attributes') return; // they never end
    for (const partition of partitions) {
      const statement = readSqlFile(`ingest/undo/${table}_endings.sql`, partition === undefined ? {} : { partition });
      await transaction.execute(statement, { run_id: uuid(runId) });
    }
  });
}
