/** Makes a delivery's own columns known: features, checks and labels follow from this one list. */
import { type Database, json, uuid } from '../shared/aws/database.ts';
import type { Run } from '../shared/run.ts';
import { holdRunning } from '../shared/running.ts';
import { sqlFile } from '../shared/sql.ts';
import type { Manifest } from './manifest.ts';

/** @throws {RunHasEnded} when the run is not running any more */
export async function declareAttributes(database: Database, run: Run, manifest: Manifest): Promise<void> {
  const attributes = Object.entries(manifest.attributes).flatMap(([table_name, declared]) =>
    Object.entries(declared).map(([name, attribute]) => ({ table_name, name, ...attribute })),
  );
  if (attributes.length === 0) return;
  await database.transaction(async (transaction) => {
    await holdRunning(transaction, run.run_id);
    const values = { run_id: uuid(run.run_id), attributes: json(attributes) };
    await transaction.execute(sqlFile('ingest/declare_attributes.sql'), values);
  });
}
