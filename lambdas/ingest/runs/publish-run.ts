/** Publishes a run: one inserted row, and from then on readers see its features. */
import { type Database, type Sql, uuid } from '../../shared/aws/database.ts';
import type { Run } from '../../shared/runs/run.ts';
import { lockRun, RunHasEnded } from '../../shared/runs/run-fence.ts';
import { readSqlFile } from '../../shared/sql-file.ts';

export interface Publication {
  published_at: string;
  /** Rows of risk_features it published. */
  rows: number;
}

/**
 * Publishes once: a second call gives the same publication.
 * @throws {RunHasEnded} when the run ended unpublished
 * @throws {StaleFencingToken} when another run was opened since, whether this one was published or not
 */
export function publishRun(database: Database, run: Run): Promise<Publication> {
  const of = { run_id: uuid(run.run_id) };
  return database.transaction(async (transaction) => {
    // Its alone until the end: of two tasks that publish the run at once, one waits and finds it published.
    const state = await lockRun(transaction, run, 'update');
    const published = await publicationOf(transaction, run);
    if (published) return published;
    if (state !== 'running') throw new RunHasEnded(run.run_id);
    await transaction.execute(readSqlFile('ingest/runs/insert_publication.sql'), of);
    await transaction.execute("update analytics.runs set state = 'published' where run_id = :run_id", of);
    await transaction.execute(readSqlFile('ingest/runs/delete_old_customer_features.sql'));
    await transaction.execute(readSqlFile('ingest/runs/delete_superseded_risk_features.sql'), of);
    return (await publicationOf(transaction, run)) as Publication;
  });
}

async function publicationOf(transaction: Sql, run: Run): Promise<Publication | undefined> {
  const [publication] = await transaction.query<Publication>(
    'select cast(published_at as text) as published_at, rows from analytics.publications where run_id = :run_id',
    { run_id: uuid(run.run_id) },
  );
  return publication;
}
