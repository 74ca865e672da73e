/**
 * Records what a manifest says about all rows of its delivery: the currency and the definition of default. One
 * deployment has one currency, because amounts of two cannot be added or learned from.
 */
import { type Database, date, uuid } from '../../shared/aws/database.ts';
import type { Manifest } from '../../shared/landing/manifest.ts';
import { DeliveryRefused } from '../../shared/landing/refusals.ts';
import { lockRunningRun } from '../../shared/locks/run-fence.ts';
import type { Run } from '../../shared/runs/run.ts';
import { readSqlFile } from '../../shared/sql-file.ts';

/**
 * @throws {RunHasEnded} when the run is no longer running
 * @throws {DeliveryRefused} when another day is published in another currency (CurrencyChanged)
 */
export async function declareTerms(
  database: Database,
  run: Run,
  { currency, target }: Pick<Manifest, 'currency' | 'target'>,
): Promise<void> {
  await database.transaction(async (transaction) => {
    await lockRunningRun(transaction, run);
    const [other] = await transaction.query<{ currency: string; as_of: string }>(
      readSqlFile('ingest/runs/find_other_currency.sql'),
      { as_of: date(run.as_of), currency },
    );
    if (other) throw createCurrencyChanged(currency, other);
    const parameters = { run_id: uuid(run.run_id), currency, target: target?.trim() || null };
    await transaction.execute(readSqlFile('ingest/runs/record_terms.sql'), parameters);
  });
}

const createCurrencyChanged = (currency: string, other: { currency: string; as_of: string }): DeliveryRefused =>
  new DeliveryRefused(
    'CurrencyChanged',
    `the manifest declares ${currency}, and ${other.as_of} is published in ${other.currency}; one deployment has one ` +
      `currency: deliver amounts in ${other.currency}, or deploy another environment for ${currency}`,
  );
