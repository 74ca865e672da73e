/** Makes a delivery's own columns known: features, checks and labels follow from this one list. */
import { type Database, json, uuid } from '../../shared/aws/database.ts';
import type { Run } from '../../shared/runs/run.ts';
import { lockRunningRun } from '../../shared/runs/run-fence.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { Manifest } from '../contract/manifest.ts';
import { DeliveryRefused } from '../contract/refusals.ts';

/**
 * The newest declaration counts: use, label and reason may change. A type may not, for values of the earlier one are kept
 * and were trained on.
 * @throws {RunHasEnded} when the run is not running any more
 * @throws {DeliveryRefused} AttributeTypeChanged
 */
export async function declareAttributes(database: Database, run: Run, manifest: Manifest): Promise<void> {
  const attributes = Object.entries(manifest.attributes).flatMap(([table_name, declared]) =>
    Object.entries(declared).map(([name, attribute]) => ({ table_name, name, ...attribute })),
  );
  if (attributes.length === 0) return;
  await database.transaction(async (transaction) => {
    await lockRunningRun(transaction, run);
    const values = { run_id: uuid(run.run_id), attributes: json(attributes) };
    const [changed] = await transaction.query<Change>(readSqlFile('ingest/runs/find_changed_attribute_types.sql'), {
      attributes: values.attributes,
    });
    if (changed) throw typeChanged(changed);
    await transaction.execute(readSqlFile('ingest/runs/declare_attributes.sql'), values);
  });
}

type Change = { table_name: string; name: string; was: string; is: string };

const typeChanged = ({ table_name, name, was, is }: Change): DeliveryRefused =>
  new DeliveryRefused('AttributeTypeChanged', `${table_name}.${name} is declared as ${is}, and was a ${was} before`);
