/** The calls about batches: create, start and read. A batch is visible only to the person or client that created it. */
import { v7 } from 'uuid';
import { type Database, uuid } from '../../shared/aws/database.ts';
import { ObjectMissing, type ObjectStore } from '../../shared/aws/object-store.ts';
import { ReasonsFor } from '../../shared/batch-contract.ts';
import { requireEnv } from '../../shared/env.ts';
import { batchUploadKey } from '../../shared/object-keys.ts';
import { formatCount, formatCountOf } from '../../shared/page/number-format.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { batchRoute, createBatchRoute, startBatchRoute } from '../contract/routes/batches.ts';
import type { Batch } from '../contract/schemas/batches.ts';
import type { Caller, OperationInput } from '../http/operation.ts';
import { Problem } from '../http/problem.ts';
import { readBatchLimits, type StartRefusal, TooManyUnstartedBatches, toStartProblem } from './batch-limits.ts';
import { type StoredBatch, toBatch } from './batch-response.ts';
import type { UrlSigner } from './signed-urls.ts';

interface BatchDependencies {
  database: () => Database;
  objects: () => Pick<ObjectStore, 'head'>;
  signer: UrlSigner;
  startWorkflow: (batchId: string) => Promise<void>;
}

/**
 * POST /v1/batches.
 * @throws {TooManyUnstartedBatches} when the caller has too many batches that are not started
 */
export async function createBatch(
  dependencies: BatchDependencies,
  { body, caller }: OperationInput<typeof createBatchRoute>,
): Promise<Batch> {
  const batch_id = v7();
  const { size_bytes, content_type, reasons = ReasonsFor.parse(requireEnv('REASONS_FOR')) } = body;
  const limits = readBatchLimits().create;
  const [outcome] = await dependencies
    .database()
    .query<{ retry_after_seconds: number | null }>(readSqlFile('api/batches/create_batch.sql'), {
      batch_id: uuid(batch_id),
      ...toOwner(caller),
      size_bytes,
      content_type,
      reasons,
      ...limits,
    });
  const retryAfterSeconds = outcome?.retry_after_seconds ?? null;
  if (retryAfterSeconds !== null) throw new TooManyUnstartedBatches(limits.max_unstarted, retryAfterSeconds);
  return toBatch(await readStoredBatch(dependencies, batch_id, caller), dependencies.signer);
}

/**
 * POST /v1/batches/{batch_id}/start. Scores the version of the file that is uploaded now.
 * @throws {Problem} when the caller has no such batch (404), or the file is missing or of another size (422)
 * @throws {LimitReached} when too many batches run, or the caller had too many rows scored
 */
export async function startBatch(
  dependencies: BatchDependencies,
  { params: { batch_id }, caller }: OperationInput<typeof startBatchRoute>,
): Promise<Batch> {
  const row = await readStoredBatch(dependencies, batch_id, caller);
  if (row.state === 'created') {
    const upload_version = await readUploadVersion(dependencies, row);
    const [refusal] = await dependencies.database().query<StartRefusal>(readSqlFile('api/batches/start_batch.sql'), {
      batch_id: uuid(batch_id),
      ...toOwner(caller),
      upload_version,
      ...readBatchLimits().start,
    });
    if (refusal) throw toStartProblem(refusal);
  }
  // Also while it is running: an earlier call may have stored the start and failed before it started the workflow.
  if (row.state === 'created' || row.state === 'running') await dependencies.startWorkflow(batch_id);
  return toBatch(await readStoredBatch(dependencies, batch_id, caller), dependencies.signer);
}

/**
 * GET /v1/batches/{batch_id}.
 * @throws {Problem} when the caller has no such batch (404)
 */
export async function readBatch(
  dependencies: BatchDependencies,
  { params, caller }: OperationInput<typeof batchRoute>,
): Promise<Batch> {
  return toBatch(await readStoredBatch(dependencies, params.batch_id, caller), dependencies.signer);
}

/** People share one OAuth client, so a batch belongs to the client and the name. */
const toOwner = ({ clientId, name }: Caller) => ({ client_id: clientId, requested_by: name });

async function readStoredBatch({ database }: BatchDependencies, batchId: string, caller: Caller): Promise<StoredBatch> {
  const values = { batch_id: uuid(batchId), ...toOwner(caller), ...readBatchLimits().find };
  const [row] = await database().query<StoredBatch>(readSqlFile('api/batches/find_batch.sql'), values);
  if (!row) throw new Problem(404, 'unknown-batch', 'You have no batch with this id.');
  return row;
}

async function readUploadVersion(
  { objects }: BatchDependencies,
  { batch_id, size_bytes }: StoredBatch,
): Promise<string | null> {
  try {
    const { sizeBytes, versionId } = await objects().head(requireEnv('WORK_BUCKET'), batchUploadKey(batch_id));
    if (sizeBytes === size_bytes) return versionId ?? null;
    throw new Problem(
      422,
      'wrong-upload',
      `The upload has ${formatCountOf(sizeBytes, 'byte')}, but ${formatCount(size_bytes)} were announced. Upload the file again, or create a new batch.`,
    );
  } catch (error) {
    if (!(error instanceof ObjectMissing)) throw error;
    throw new Problem(422, 'nothing-uploaded', 'Upload the file before you start the batch.', [], { cause: error });
  }
}
