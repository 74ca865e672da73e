/** Batches as their client sees them: made, started, asked about. Nobody else's are known. */
import { v7 } from 'uuid';
import { type Database, uuid } from '../../shared/aws/database.ts';
import { ObjectMissing, type ObjectStore } from '../../shared/aws/object-store.ts';
import { BATCH_TIMEOUT_SECONDS, type ReasonsFor, ReasonsFor as reasonsSchema } from '../../shared/batch-contract.ts';
import { requireEnv } from '../../shared/env.ts';
import { batchUploadKey } from '../../shared/object-keys.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { batchRoute, createBatchRoute, startBatchRoute } from '../contract/routes/batches.ts';
import type { Batch } from '../contract/schemas/batches.ts';
import type { Caller, OperationInput } from '../http/operation.ts';
import { Problem } from '../http/problem.ts';
import { toIsoTime } from '../predictions/stored/stored-prediction.ts';
import type { UrlSigner } from './signed-urls.ts';

export interface BatchDependencies {
  database: () => Database;
  objects: () => Pick<ObjectStore, 'head'>;
  sign: UrlSigner;
  startWorkflow: (batchId: string) => Promise<void>;
}

type StoredBatch = {
  batch_id: string;
  state: Batch['state'];
  size_bytes: number;
  content_type: string;
  reasons: ReasonsFor;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
  rows_read: number | null;
  parts: number | null;
  model_version: string | null;
  policy_version: string | null;
  result_bytes: number | null;
  problem: string | null;
  detail: string | null;
  has_timed_out: boolean | null;
  parts_done: number;
  scored: number;
  failed: number;
  errors: Record<string, number>;
};

/** POST /v1/batches. */
export function batchCreator(world: BatchDependencies) {
  return async ({ body, caller }: OperationInput<typeof createBatchRoute>): Promise<Batch> => {
    const batch_id = v7();
    const { size_bytes, content_type, reasons = reasonsSchema.parse(requireEnv('REASONS_FOR')) } = body;
    await world.database().execute(readSqlFile('api/batches/create_batch.sql'), {
      ...{ batch_id: uuid(batch_id), ...ownerOf(caller), size_bytes, content_type, reasons },
    });
    return answerOf(world, await ownBatch(world, batch_id, caller));
  };
}

/** POST /v1/batches/{batch_id}/start. What lies uploaded now is what is scored. */
export function batchStarter(world: BatchDependencies) {
  return async ({ params: { batch_id }, caller }: OperationInput<typeof startBatchRoute>): Promise<Batch> => {
    const batch = await ownBatch(world, batch_id, caller);
    if (batch.state === 'created') {
      const upload_version = await uploadedVersion(world, batch);
      const values = { batch_id: uuid(batch_id), ...ownerOf(caller), upload_version };
      await world.database().execute(readSqlFile('api/batches/start_batch.sql'), values);
    }
    // Asked again by who did not hear the first answer, it may be that the workflow was not started yet.
    if (batch.state === 'created' || batch.state === 'running') await world.startWorkflow(batch_id);
    return answerOf(world, await ownBatch(world, batch_id, caller));
  };
}

/** GET /v1/batches/{batch_id}. */
export function batchReader(world: BatchDependencies) {
  return async ({ params, caller }: OperationInput<typeof batchRoute>): Promise<Batch> =>
    answerOf(world, await ownBatch(world, params.batch_id, caller));
}

/** People share one client, so a batch is a person's own. */
const ownerOf = ({ clientId, name }: Caller) => ({ client_id: clientId, requested_by: name });

async function ownBatch({ database }: BatchDependencies, batchId: string, caller: Caller): Promise<StoredBatch> {
  const values = { batch_id: uuid(batchId), ...ownerOf(caller), timeout_seconds: BATCH_TIMEOUT_SECONDS };
  const [batch] = await database().query<StoredBatch>(readSqlFile('api/batches/batch.sql'), values);
  if (!batch) throw new Problem(404, 'unknown-batch', 'You have no batch by this id.');
  return batch;
}

async function uploadedVersion(
  { objects }: BatchDependencies,
  { batch_id, size_bytes }: StoredBatch,
): Promise<string | null> {
  try {
    const { sizeBytes, versionId } = await objects().head(requireEnv('WORK_BUCKET'), batchUploadKey(batch_id));
    if (sizeBytes === size_bytes) return versionId ?? null;
    throw new Problem(422, 'wrong-upload', `The upload has ${sizeBytes} bytes, ${size_bytes} were announced.`);
  } catch (error) {
    if (!(error instanceof ObjectMissing)) throw error;
    throw new Problem(422, 'nothing-uploaded', 'Upload the file before you start the batch.', [], { cause: error });
  }
}

async function answerOf({ sign }: BatchDependencies, stored: StoredBatch): Promise<Batch> {
  const { batch_id, size_bytes, content_type, reasons, created_at, started_at, ended_at, result_bytes } = stored;
  const state = stored.has_timed_out ? 'failed' : stored.state;
  return {
    ...{ batch_id, state, reasons, created_at: toIsoTime(created_at) },
    started_at: started_at && toIsoTime(started_at),
    ended_at: ended_at && toIsoTime(ended_at),
    progress: {
      rows: stored.rows_read,
      rows_scored: stored.scored,
      rows_failed: stored.failed,
      parts: stored.parts,
      parts_done: stored.parts_done,
    },
    errors: Object.entries(stored.errors).map(([error, rows]) => ({ error, rows })) as Batch['errors'],
    problem: problemOf(stored),
    ...{ model_version: stored.model_version, policy_version: stored.policy_version },
    upload:
      state === 'created'
        ? {
            method: 'PUT',
            headers: { 'content-type': content_type, 'content-length': String(size_bytes) },
            ...(await sign.signUpload(batch_id, { size_bytes, content_type })),
          }
        : null,
    result:
      state === 'done' && result_bytes !== null
        ? { ...(await sign.signResult(batch_id)), size_bytes: result_bytes, content_type: 'application/gzip' }
        : null,
  };
}

function problemOf({ problem, detail, has_timed_out }: StoredBatch): Batch['problem'] {
  if (has_timed_out) return { name: 'timed-out', detail: 'It did not end in time. You may make a new one.' };
  return problem === null ? null : ({ name: problem, detail: detail ?? '' } as Batch['problem']);
}
