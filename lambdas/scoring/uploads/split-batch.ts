/** Claims a batch, reads its uploaded file once and writes the rows in parts to the work bucket. */
import { Readable } from 'node:stream';
import { type Database, uuid } from '../../shared/aws/database.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import type { BatchRefusal, ReasonsFor } from '../../shared/batch-contract.ts';
import { listNeededFeatures, type NeededFeature } from '../../shared/decision/needed-features.ts';
import { getPolicy } from '../../shared/decision/policies.ts';
import { batchIdSecretKey, batchRowsKey, batchUploadKey } from '../../shared/object-keys.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { BatchPart, ClaimedBatch } from '../contract/batch-payload.ts';
import { selectChallengerFeatures } from '../models/challenger-features.ts';
import { type ModelWithInputs, toModelReference } from '../models/model-with-inputs.ts';
import { encodeApplicationRows } from './batch-rows.ts';
import { type BatchColumns, readHeader } from './read-header.ts';
import { FileRefused, readUpload, splitHeader } from './read-upload.ts';
import { type FilePart, splitIntoParts } from './split-into-parts.ts';

export interface SplitBatchDependencies {
  database: Database;
  store: ObjectStore;
  workBucket: string;
  /** Policy of a batch that is claimed for the first time. */
  policyVersion: string;
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
  model_version: string | null;
  challenger_version: string | null;
  policy_version: string;
  id_secret: string;
}

/** Splits the file, or stores why it cannot be scored. `not_ours`: another execution has the batch, or it ended. */
export async function splitBatch(
  dependencies: SplitBatchDependencies,
  { batch_id, execution_id }: SplitBatchRequest,
): Promise<SplitBatchResult> {
  const { database, policyVersion } = dependencies;
  const identity = { batch_id: uuid(batch_id), execution_id };
  const [claim] = await database.query<Claim>(readSqlFile('batches/claim_batch.sql'), {
    ...identity,
    policy_version: policyVersion,
  });
  if (!claim) return { outcome: 'not_ours' };
  try {
    const { batch, parts } = await splitClaimedBatch(dependencies, batch_id, claim);
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

/** @throws {FileRefused} when there is no champion, or the file cannot be scored */
async function splitClaimedBatch(
  { database, store, workBucket }: SplitBatchDependencies,
  batch_id: string,
  { upload_version, model_version, challenger_version, id_secret, ...claim }: Claim,
): Promise<{ batch: ClaimedBatch; parts: BatchPart[] }> {
  const { champion, challenger } = await findModels(database, model_version, challenger_version);
  const needed = listNeededFeatures(champion.inputs, getPolicy(claim.policy_version));
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
    const models = { model: toModelReference(champion), challenger: challenger && toModelReference(challenger) };
    const read = [...needed, ...selectAddedFeatures(columns, needed, challenger)];
    return { batch: { batch_id, ...claim, ...models, read, ...columns, file_sha256: sha256() }, parts };
  } finally {
    upload.destroy();
  }
}

async function findModels(database: Database, model_version: string | null, challenger_version: string | null) {
  if (model_version === null) throw new FileRefused('no-model', 'There is no model to score with yet.');
  const models = await database.query<ModelWithInputs>(readSqlFile('batches/find_models.sql'), {
    ...{ model_version, challenger_version },
  });
  const champion = models.find(({ version }) => version === model_version) as ModelWithInputs;
  return { champion, challenger: models.find(({ version }) => version === challenger_version) ?? null };
}

/** Features of the challenger alone. When a file of features lacks one, the challenger does not shadow the batch. */
function selectAddedFeatures(
  { input, columns }: BatchColumns,
  needed: readonly NeededFeature[],
  challenger: ModelWithInputs | null,
): NeededFeature[] {
  if (!challenger) return [];
  const added = selectChallengerFeatures(needed, challenger.inputs);
  return input === 'applications' ? added : added.filter(({ name }) => columns.includes(name));
}

/** Leaves features as the client sent them. Encodes applications as rows that the database can import. */
function encodePart({ input }: BatchColumns, { firstLine, bytes }: FilePart): Readable {
  if (input === 'features') return Readable.from([bytes]);
  return Readable.from([Buffer.from([...encodeApplicationRows(bytes, firstLine)].join(''))]);
}
