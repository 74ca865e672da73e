/** Builds features partition by partition, as the daily workflow does, and reads the rows. */
import { buildPartition } from '../../lambdas/features/build-partition.ts';
import { PARTITIONS } from '../../lambdas/shared/runs/partitions.ts';
import type { Run } from '../../lambdas/shared/runs/run.ts';
import type { MigratedDatabase } from '../database/migrated-database.ts';

/** Builds the features of all partitions, or of a customer's partition, and counts the rows. */
export async function buildFeatures(db: MigratedDatabase, run: Run, customerId?: string) {
  const database = db.connect('risk_etl');
  const built = { applications: 0, customers: 0 };
  for (const partition of await listPartitions(db, customerId)) {
    const part = await buildPartition(database, run, partition);
    built.applications += part.applications;
    built.customers += part.customers;
  }
  return built;
}

async function listPartitions(db: MigratedDatabase, customerId: string | undefined): Promise<number[]> {
  const all = Array.from({ length: PARTITIONS }, (_, partition) => partition);
  if (customerId === undefined) return all;
  const { rows } = await db.superuser.query(
    `select remainder from unnest($1::int[]) as remainder
     where satisfies_hash_partition('staging.credit_history'::regclass, ${PARTITIONS}, remainder, $2::text)`,
    [all, customerId],
  );
  return rows.map(({ remainder }) => remainder);
}

/** Reads the run's rows without their build time, in a fixed order. */
export async function readBuiltRows(
  db: MigratedDatabase,
  table: 'risk_features' | 'customer_features',
  run: Pick<Run, 'run_id'>,
) {
  const key = table === 'risk_features' ? 'application_id' : 'customer_id';
  const { rows } = await db.superuser.query(
    `select to_jsonb(f) - 'built_at' as row from analytics.${table} f where run_id = $1 order by ${key}, as_of`,
    [run.run_id],
  );
  return rows.map(({ row }) => row);
}
