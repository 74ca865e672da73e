/** What the job that writes MLflow is given: the registry as the database has it. The database never follows MLflow. */
import type { Database } from '../../shared/aws/database.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { registryDocumentKey } from '../../shared/object-keys.ts';
import { registryJobName } from '../../shared/runs/job-name.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { LifecycleChangeResult } from './change-lifecycle-stage.ts';

const CHANGED: ReadonlySet<LifecycleChangeResult['outcome']> = new Set([
  'champion',
  'challenger',
  'rejected',
  'rolled_back',
  'followed',
]);

export interface MlflowSyncDependencies {
  database: Database;
  store: ObjectStore;
  /** The work bucket. */
  bucket: string;
}

/** Writes the registry for the job of this execution. @returns the job's name; null when there is nothing to follow */
export async function prepareMlflowSync(
  { database, store, bucket }: MlflowSyncDependencies,
  executionId: string,
  { outcome }: LifecycleChangeResult,
): Promise<string | null> {
  if (!CHANGED.has(outcome)) return null;
  const rows = await database.query<{ sequence: number }>(readSqlFile('training/registry/list_models.sql'));
  if (rows.length === 0) return null;
  const jobName = registryJobName(executionId);
  const sequence = Math.max(...rows.map((row) => row.sequence));
  const models = rows.map(({ sequence: _, ...model }) => model);
  await store.putJson(bucket, registryDocumentKey(jobName), { sequence, models });
  return jobName;
}
