/** Closes a batch: joins the parts' results into one file once all evidence is stored, or records the failure. */
import { Readable } from 'node:stream';
import { type Database, uuid } from '../../shared/aws/database.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { RiskError } from '../../shared/errors.ts';
import { batchResultKey, batchResultPartKey } from '../../shared/object-keys.ts';
import { readSqlFile } from '../../shared/sql-file.ts';

/** The stored parts do not have all rows of the file. The batch gets no result. */
class IncompleteBatch extends RiskError {}

export interface CloseBatchDependencies {
  database: Database;
  store: ObjectStore;
  workBucket: string;
}

export interface CloseBatchRequest {
  batch_id: string;
  execution_id: string;
  /** Whether an earlier step of the workflow failed. */
  failed: boolean;
}

export type CloseBatchResult = { outcome: 'failed' } | { outcome: 'done'; scored: number; failed: number };

interface StoredParts {
  rows_read: number;
  parts: number;
  parts_stored: number;
  scored: number;
  failed: number;
}

/** The client reads this text; the operator reads the workflow's error. */
const FAILURE_DETAIL = 'The service failed. Its operator finds the batch by its id; you may make a new one.';

/** @throws {IncompleteBatch} when rows are not stored */
export async function closeBatch(
  { database, store, workBucket }: CloseBatchDependencies,
  { batch_id, execution_id, failed: hasFailed }: CloseBatchRequest,
): Promise<CloseBatchResult> {
  const identity = { batch_id: uuid(batch_id), execution_id };
  if (hasFailed) {
    const failure = { state: 'failed', problem: 'failed', detail: FAILURE_DETAIL, result_bytes: null };
    await database.execute(readSqlFile('batches/end_batch.sql'), { ...identity, ...failure });
    return { outcome: 'failed' };
  }
  const { parts, scored, failed } = await requireAllParts(database, batch_id);
  const key = batchResultKey(batch_id);
  const result = Readable.from(joinResultParts(store, workBucket, batch_id, parts));
  await store.putStream(workBucket, key, result, { contentType: 'application/gzip' });
  const { sizeBytes } = await store.head(workBucket, key);
  const end = { state: 'done', problem: null, detail: null, result_bytes: sizeBytes };
  await database.execute(readSqlFile('batches/end_batch.sql'), { ...identity, ...end });
  return { outcome: 'done', scored, failed };
}

async function requireAllParts(database: Database, batch_id: string): Promise<StoredParts> {
  const [stored] = await database.query<StoredParts>(readSqlFile('batches/count_stored_parts.sql'), {
    batch_id: uuid(batch_id),
  });
  if (!stored) throw new IncompleteBatch(`there is no batch ${batch_id}`);
  const { rows_read, parts, parts_stored, scored, failed } = stored;
  if (parts_stored === parts && scored + failed === rows_read) return stored;
  throw new IncompleteBatch(`${parts_stored} of ${parts} parts and ${scored + failed} of ${rows_read} rows are stored`);
}

/** The bytes of every part in order: concatenated gzip members are one gzip file (RFC 1952, 2.2). */
async function* joinResultParts(
  store: ObjectStore,
  bucket: string,
  batchId: string,
  parts: number,
): AsyncGenerator<Buffer> {
  for (let part = 1; part <= parts; part += 1) yield* await store.getStream(bucket, batchResultPartKey(batchId, part));
}
