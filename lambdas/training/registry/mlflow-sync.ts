/** Prepares the MLflow sync: writes the registry for the job that copies it to MLflow. Nothing flows back. */
import type { Database } from '../../shared/aws/database.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { registryDocumentKey } from '../../shared/object-keys.ts';
import { registryJobName } from '../../shared/runs/job-name.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { LifecycleChangeResult } from '../contract/lifecycle.ts';

/** Outcomes after which MLflow's copy may differ from the registry. */
const SYNCED_OUTCOMES: ReadonlySet<LifecycleChangeResult['outcome']> = new Set([
  'champion',
  'challenger',
  'rejected',
  'rolled_back',
  'followed',
]);

export interface MlflowSyncDependencies {
  database: Database;
  store: ObjectStore;
  workBucket: string;
}

/** @returns the name of the execution's job; null when there is nothing to copy */
export async function prepareMlflowSync(
  { database, store, workBucket }: MlflowSyncDependencies,
  executionId: string,
  { outcome }: LifecycleChangeResult,
): Promise<string | null> {
  if (!SYNCED_OUTCOMES.has(outcome)) return null;
  const rows = await database.query<{ sequence: number }>(readSqlFile('training/registry/list_models.sql'));
  if (rows.length === 0) return null;
  const jobName = registryJobName(executionId);
  const sequence = Math.max(...rows.map((row) => row.sequence));
  const models = rows.map(({ sequence: _, ...model }) => model);
  await store.putJson(workBucket, registryDocumentKey(jobName), { sequence, models });
  return jobName;
}
