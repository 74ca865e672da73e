/** Stores a delivery's declared attributes in staging.attributes. Features, checks and training read them. */
import { type Database, json, type Sql, uuid } from '../../shared/aws/database.ts';
import type { DeliveryLimits } from '../../shared/landing/delivery-limits.ts';
import { createTooManyAttributes, type Manifest, refuseNames } from '../../shared/landing/manifest.ts';
import { DeliveryRefused } from '../../shared/landing/refusals.ts';
import { lockRunningRun } from '../../shared/locks/run-fence.ts';
import type { Run } from '../../shared/runs/run.ts';
import { readSqlFile } from '../../shared/sql-file.ts';

/**
 * The newest declaration replaces use, label and reason. The type cannot change, because values of the earlier type are
 * stored and models were trained on them. Attributes of earlier deliveries stay declared: they count against the limit,
 * and one that was declared before its name was refused has to be declared again, as ignored.
 * @throws {RunHasEnded} when the run is no longer running
 * @throws {DeliveryRefused} when an attribute has another type than before (AttributeTypeChanged), a table has too many
 * that are not ignored (TooManyAttributes), or one has a refused name (PersonalColumn, ReservedColumn); nothing is
 * declared then
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
  await database.transaction(async (transaction) => {
    await lockRunningRun(transaction, run);
    if (declarations.length > 0) await storeDeclarations(transaction, run, declarations);
    const used = await transaction.query<UsedAttribute>(readSqlFile('ingest/runs/list_used_attributes.sql'));
    refuseNames(used.map(({ table_name, name }) => ({ table: table_name, name })));
    for (const [table, attributes] of Object.entries(Object.groupBy(used, ({ table_name }) => table_name))) {
      if (attributes.length > limits.attributes_per_table)
        throw createTooManyAttributes(table, attributes.length, limits);
    }
  });
}

async function storeDeclarations(transaction: Sql, run: Run, declarations: object[]): Promise<void> {
  const attributes = json(declarations);
  const find = readSqlFile('ingest/runs/find_changed_attribute_types.sql');
  const [change] = await transaction.query<TypeChange>(find, { attributes });
  if (change) throw toRefusal(change);
  await transaction.execute(readSqlFile('ingest/runs/declare_attributes.sql'), {
    run_id: uuid(run.run_id),
    attributes,
  });
}

interface UsedAttribute {
  table_name: 'customers' | 'loan_applications';
  name: string;
}

interface TypeChange {
  table_name: string;
  name: string;
  was: string;
  is: string;
}

const toRefusal = ({ table_name, name, was, is }: TypeChange): DeliveryRefused =>
  new DeliveryRefused(
    'AttributeTypeChanged',
    `${table_name}.${name} is declared as ${is}, and was a ${was} before; deliver it as ${was}, or under another name`,
  );
