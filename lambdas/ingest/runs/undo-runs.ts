/** Undoes the writes of unpublished runs to staging. Open it to change what a failed run leaves behind. */
import { type Database, uuid } from '../../shared/aws/database.ts';
import { closeUndoneRun, listRunsToUndo } from './run-lifecycle.ts';
import { buildUndoStatements, UNDOABLE_TABLES } from './undo-statements.ts';

/** Undoes and closes every run that needs it. Idempotent: an interrupted undo is repeated by the next call. */
export async function undoUnpublishedRuns(database: Database): Promise<void> {
  for (const runId of await listRunsToUndo(database)) {
    for (const table of UNDOABLE_TABLES) {
      // One transaction for a table: readers see all of its rows before the undo, or all of them after it.
      await database.transaction(async (transaction) => {
        for (const statement of buildUndoStatements(table)) {
          await transaction.execute(statement, { run_id: uuid(runId) });
        }
      });
    }
    await closeUndoneRun(database, runId);
  }
}
