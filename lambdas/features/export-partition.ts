/** Exports one partition of the Spark job's input to the work bucket. */
import type { Database } from '../shared/aws/database.ts';
import type { ExportLocation } from '../shared/aws/export-location.ts';
import { lockRunningRun } from '../shared/locks/run-fence.ts';
import { sparkInputKey } from '../shared/object-keys.ts';
import type { Run } from '../shared/runs/run.ts';
import { readSqlFile } from '../shared/sql-file.ts';
import { applyRectifications } from './apply-rectifications.ts';
import { markMissingRows } from './mark-missing-rows.ts';
import { composeInputQuery, countPieces, SPARK_INPUTS, sparkJobName } from './spark-job.ts';

/**
 * Soft-deletes the partition's missing rows and corrects rows, then exports every input, a large one in `pieces` statements. Idempotent: a
 * repeated call writes the same files.
 * @returns the number of exported rows
 * @throws {RunHasEnded} when the run is no longer running
 */
export async function exportPartition(
  database: Database,
  location: ExportLocation,
  run: Run,
  partition: number,
  pieces = 1,
): Promise<{ rows: number }> {
  await database.transaction(async (transaction) => {
    await lockRunningRun(transaction, run);
    await markMissingRows(transaction, run, partition);
    await applyRectifications(transaction, run, partition);
  });
  let rows = 0;
  for (const view of SPARK_INPUTS) {
    for (let piece = 0; piece < countPieces(view, pieces); piece += 1) {
      const query = composeInputQuery(view, partition, piece, pieces);
      const key = sparkInputKey(sparkJobName(run), view, partition, piece);
      const [exported] = await database.query<{ rows: number }>(readSqlFile('spark/export_partition.sql'), {
        query,
        key,
        ...location,
      });
      rows += exported?.rows ?? 0;
    }
  }
  return { rows };
}
