/** Claims a batch, reads its uploaded file once and writes the rows in parts to the work bucket. */
import { Readable } from 'node:stream';
import { type Database, uuid } from '../../shared/aws/database.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import type { BatchRefusal, ReasonsFor } from '../../shared/batch-contract.ts';
import type { NeededFeature } from '../../shared/decision/needed-features.ts';
import { toModelReference } from '../../shared/model/errors.ts';
import type { InputNames } from '../../shared/model/model-inputs.ts';
import { batchIdSecretKey, batchRowsKey, batchServingKey, batchUploadKey } from '../../shared/object-keys.ts';
import { readServing } from '../../shared/serving/read-serving.ts';
import type { ServingSnapshot } from '../../shared/serving/serving-state.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { BatchPart, ClaimedBatch } from '../contract/batch-payload.ts';
import { selectAddedFeatures } from '../models/added-features.ts';
import { buildServingSnapshot, listDecidingFeatures, openSnapshot, readSnapshot } from '../models/serving-snapshot.ts';
import { encodeApplicationRows } from './batch-rows.ts';
import { type BatchColumns, readHeader } from './read-header.ts';
import { FileRefused, readUpload, splitHeader } from './read-upload.ts';
import { type FilePart, splitIntoParts } from './split-into-parts.ts';

export interface SplitBatchDependencies {
  database: Database;
  store: ObjectStore;
  workBucket: string;
}

export interface SplitBatchRequest {
  batch_id: string;
  execution_id: string;
}

export type SplitBatchResult =
  | { outcome: 'not_ours' }
  | { outcome: 'refused'; problem: BatchRefusal }
  | { outcome: 'split'; rows: number; batch: ClaimedBatch; parts: BatchPart[] };

/** A row of sql/batches/claim_batch.sql. */
interface Claim {
  as_of: string;
  upload_version: string | null;
  client_id: string;
  requested_by: string;
  reasons: ReasonsFor;
  id_secret: string;
}

/** Splits the file, or stores why it cannot be scored. `not_ours`: another execution has the batch, or it ended. */
export async function splitBatch(
  dependencies: SplitBatchDependencies,
  { batch_id, execution_id }: SplitBatchRequest,
): Promise<SplitBatchResult> {
  const { database } = dependencies;
  const identity = { batch_id: uuid(batch_id), execution_id };
  const [claim] = await database.query<Claim>(readSqlFile('batches/claim_batch.sql'), identity);
  if (!claim) return { outcome: 'not_ours' };
  try {
    const snapshot = await fixServing(dependencies, batch_id);
    await database.execute(readSqlFile('batches/record_serving.sql'), {
      ...identity,
      model_version: snapshot.champion.version,
      challenger_version: snapshot.challenger?.version ?? null,
      policy_version: snapshot.state.default_version,
    });
    const { batch, parts } = await splitClaimedBatch(dependencies, batch_id, claim, snapshot);
    const rows = parts.reduce((sum, part) => sum + part.rows, 0);
    await database.execute(readSqlFile('batches/record_split.sql'), {
      ...identity,
      ...{ file_sha256: batch.file_sha256, input: batch.input, rows_read: rows, parts: parts.length },
    });
    return { outcome: 'split', rows, batch, parts };
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    const { problem, message: detail } = error;
    await database.execute(readSqlFile('batches/end_batch.sql'), {
      ...identity,
      ...{ state: 'refused', problem, detail, result_bytes: null },
    });
    return { outcome: 'refused', problem };
  }
}

/**
 * Fixes what decides on the batch at its first claim; a later execution continues with it.
 * @throws {FileRefused} when there is no champion
 * @throws {PolicyCorrupt} when a policy that decides is missing or changed
 */
async function fixServing(
  { database, store, workBucket }: SplitBatchDependencies,
  batch_id: string,
): Promise<ServingSnapshot> {
  const key = batchServingKey(batch_id);
  for await (const stored of store.list(workBucket, key)) return readSnapshot(store, workBucket, stored.key);
  const { champion, ...current } = await readServing(database);
  if (!champion) throw new FileRefused('no-model', 'There is no model to score with yet.');
  const snapshot = buildServingSnapshot({ ...current, champion });
  // Of two executions at once, both continue with what the first one wrote.
  await store.putOnce(workBucket, key, Buffer.from(JSON.stringify(snapshot)));
  return readSnapshot(store, workBucket, key);
}

/** @throws {FileRefused} when the file cannot be scored */
async function splitClaimedBatch(
  { store, workBucket }: SplitBatchDependencies,
  batch_id: string,
  { upload_version, id_secret, ...claim }: Claim,
  snapshot: ServingSnapshot,
): Promise<{ batch: ClaimedBatch; parts: BatchPart[] }> {
  const { champion, challenger } = snapshot;
  const serving = openSnapshot(snapshot);
  const needed = listDecidingFeatures(serving, { champion, arm_models: [] });
  const upload = await store.getStream(workBucket, batchUploadKey(batch_id), upload_version ?? undefined);
  try {
    const { text, sha256 } = readUpload(upload);
    const { header, body } = await splitHeader(text);
    const columns = readHeader(header, needed);
    const parts: BatchPart[] = [];
    for await (const part of splitIntoParts(body)) {
      await store.putStream(workBucket, batchRowsKey(batch_id, parts.length + 1), encodePart(columns, part));
      parts.push({ part: parts.length + 1, first_line: part.firstLine, rows: part.rows });
    }
    if (parts.length === 0) throw new FileRefused('empty-file', 'The file has a header and no rows.');
    // As an object and not in the payload, because the workflow logs its payloads.
    await store.putJson(workBucket, batchIdSecretKey(batch_id), { id_secret });
    const read = columns.input === 'features' ? needed : listDecidingFeatures(serving, snapshot);
    if (challenger) read.push(...selectShadowFeatures(columns, read, challenger.inputs));
    const models = { model: toModelReference(champion), challenger: challenger && toModelReference(challenger) };
    const decided = { ...models, policy_version: snapshot.state.default_version, read };
    return { batch: { batch_id, ...claim, ...decided, ...columns, file_sha256: sha256() }, parts };
  } finally {
    upload.destroy();
  }
}

/** Features of the challenger alone. When a file of features lacks one, the challenger does not shadow the batch. */
function selectShadowFeatures(
  { input, columns }: BatchColumns,
  read: readonly NeededFeature[],
  inputs: InputNames,
): NeededFeature[] {
  const added = selectAddedFeatures(read, inputs);
  return input === 'applications' ? added : added.filter(({ name }) => columns.includes(name));
}

/** Leaves features as the client sent them. Encodes applications as rows that the database can import. */
function encodePart({ input }: BatchColumns, { firstLine, bytes }: FilePart): Readable {
  if (input === 'features') return Readable.from([bytes]);
  return Readable.from([Buffer.from([...encodeApplicationRows(bytes, firstLine)].join(''))]);
}
