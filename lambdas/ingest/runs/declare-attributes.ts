/** Stores a delivery's declared attributes in staging.attributes. Features, checks and training read them. */
import { type Database, json, uuid } from '../../shared/aws/database.ts';
import { lockRunningRun } from '../../shared/locks/run-fence.ts';
import type { Run } from '../../shared/runs/run.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { DeliveryLimits } from '../contract/delivery-limits.ts';
import { createTooManyAttributes, type Manifest } from '../contract/manifest.ts';
import { DeliveryRefused } from '../contract/refusals.ts';

/**
 * The newest declaration replaces use, label and reason. The type cannot change, because values of the earlier type are
 * stored and models were trained on them. Attributes of earlier deliveries stay declared and count against the limit.
 * @throws {RunHasEnded} when the run is no longer running
 * @throws {DeliveryRefused} when an attribute has another type than before (AttributeTypeChanged), or a table has too
 * many attributes that are not ignored (TooManyAttributes); nothing is declared then
 */
export async function declareAttributes(
  database: Database,
  run: Run,
  manifest: Manifest,
  limits: Pick<DeliveryLimits, 'attributes_per_table'>,
): Promise<void> {
  const declarations = Object.entries(manifest.attributes).flatMap(([table_name, attributes]) =>
    Object.entries(attributes).map(([name, attribute]) => ({ table_name, name, ...attribute })),
  );
  if (declarations.length === 0) return;
  const attributes = json(declarations);
  await database.transaction(async (transaction) => {
    await lockRunningRun(transaction, run);
    const find = readSqlFile('ingest/runs/find_changed_attribute_types.sql');
    const [change] = await transaction.query<TypeChange>(find, { attributes });
    if (change) throw toRefusal(change);
    await transaction.execute(readSqlFile('ingest/runs/declare_attributes.sql'), {
      run_id: uuid(run.run_id),
      attributes,
    });
    const count = readSqlFile('ingest/runs/count_used_attributes.sql');
    for (const { table_name, attributes: used } of await transaction.query<UsedAttributes>(count)) {
      if (used > limits.attributes_per_table) throw createTooManyAttributes(table_name, used, limits);
    }
  });
}

interface UsedAttributes {
  table_name: string;
  attributes: number;
}

interface TypeChange {
  table_name: string;
  name: string;
  was: string;
  is: string;
}

const toRefusal = ({ table_name, name, was, is }: TypeChange): DeliveryRefused =>
  new DeliveryRefused('AttributeTypeChanged', `${table_name}.${name} is declared as ${is}, and was a ${was} before`);
