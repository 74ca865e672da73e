/** Publishes a run: one inserted row makes its features visible to all readers. */
import { type Database, type Sql, uuid } from '../../shared/aws/database.ts';
import { lockRun, RunHasEnded } from '../../shared/locks/run-fence.ts';
import type { Run } from '../../shared/runs/run.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { markPublished } from './run-lifecycle.ts';

export interface Publication {
  published_at: string;
  /** Published rows of analytics.risk_features. */
  rows: number;
}

/**
 * Publishes once: a second call returns the same publication.
 * @throws {RunHasEnded} when the run ended unpublished
 * @throws {StaleFencingToken} when another run was opened since, even if this run is published
 */
export function publishRun(database: Database, run: Run): Promise<Publication> {
  const parameters = { run_id: uuid(run.run_id) };
  return database.transaction(async (transaction) => {
    // Exclusive lock: concurrent publishers wait, and find the run published.
    const state = await lockRun(transaction, run, 'update');
    const earlier = await findPublication(transaction, run);
    if (earlier) return earlier;
    if (state !== 'running') throw new RunHasEnded(run.run_id);
    await transaction.execute(readSqlFile('ingest/runs/insert_publication.sql'), parameters);
    await markPublished(transaction, run);
    await transaction.execute(readSqlFile('ingest/runs/delete_old_customer_features.sql'));
    await transaction.execute(readSqlFile('ingest/runs/delete_superseded_risk_features.sql'), parameters);
    return (await findPublication(transaction, run)) as Publication;
  });
}

async function findPublication(transaction: Sql, run: Run): Promise<Publication | undefined> {
  const [publication] = await transaction.query<Publication>(readSqlFile('ingest/runs/find_publication.sql'), {
    run_id: uuid(run.run_id),
  });
  return publication;
}
