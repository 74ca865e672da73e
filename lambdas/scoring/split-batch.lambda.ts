/**
 * First step of the batch-scoring workflow: claims the batch, reads the uploaded file once, and writes its rows as parts.
 * A file that cannot be scored is the outcome `refused`, which the client finds in GET /v1/batches/{batch_id}.
 */
import { Readable } from 'node:stream';
import { z } from 'zod';
import { type Database, getDatabase, uuid } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import type { ReasonsFor } from '../shared/batch-contract.ts';
import { listNeededFeatures } from '../shared/decision/needed-features.ts';
import { getPolicy } from '../shared/decision/policies.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import type { ModelReference } from '../shared/model/load-model.ts';
import type { InputNames } from '../shared/model/model-inputs.ts';
import { batchRowsKey, batchUploadKey } from '../shared/object-keys.ts';
import { readSqlFile } from '../shared/sql-file.ts';
import type { BatchPart, ClaimedBatch } from './contract/batch-payload.ts';
import { selectChallengerFeatures } from './models/challenger-features.ts';
import { type FilePart, FileRefused, readUpload, splitHeader, splitIntoParts } from './uploads/batch-file.ts';
import { encodeApplicationRows } from './uploads/batch-rows.ts';
import { type BatchColumns, readHeader } from './uploads/read-header.ts';

const Input = z.object({ batch_id: z.uuid(), execution_id: z.string() });

type Claimed = {
  as_of: string;
  upload_version: string | null;
  client_id: string;
  requested_by: string;
  reasons: ReasonsFor;
  model_version: string | null;
  challenger_version: string | null;
  policy_version: string;
};
type RegisteredModel = ModelReference & { inputs: InputNames };

export const handler = createRiskHandler(
  { name: 'scoring/split-batch', input: Input },
  async ({ batch_id, execution_id }) => {
    const db = getDatabase();
    const own = { batch_id: uuid(batch_id), execution_id };
    const [claimed] = await db.query<Claimed>(readSqlFile('batches/claim_batch.sql'), {
      ...own,
      policy_version: requireEnv('POLICY_VERSION'),
    });
    // Another execution has it, or it ended: whatever there is to say of it is said already.
    if (!claimed) return { outcome: 'not_ours' as const };
    try {
      const { batch, parts } = await split(db, batch_id, claimed);
      const rows = parts.reduce((sum, part) => sum + part.rows, 0);
      await db.execute(readSqlFile('batches/record_split.sql'), {
        ...own,
        ...{ file_sha256: batch.file_sha256, input: batch.input, rows_read: rows, parts: parts.length },
      });
      return { outcome: 'split' as const, rows, batch, parts };
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error;
      const { problem, message: detail } = error;
      await db.execute(readSqlFile('batches/end_batch.sql'), {
        ...own,
        state: 'refused',
        problem,
        detail,
        result_bytes: null,
      });
      return { outcome: 'refused' as const, problem };
    }
  },
);

async function split(
  db: Database,
  batch_id: string,
  claimed: Claimed,
): Promise<{ batch: ClaimedBatch; parts: BatchPart[] }> {
  const { upload_version, model_version, challenger_version, ...rest } = claimed;
  const { champion, challenger } = await models(db, model_version, challenger_version);
  const needed = listNeededFeatures(champion.inputs, getPolicy(claimed.policy_version));
  // A file of features need not have what only the challenger reads, which then goes without.
  const added = ({ input, columns }: BatchColumns) =>
    selectChallengerFeatures(needed, challenger?.inputs ?? { num: [], cat: [] }).filter(
      ({ name }) => input === 'applications' || columns.includes(name),
    );
  const upload = await getObjectStore().getStream(
    requireEnv('WORK_BUCKET'),
    batchUploadKey(batch_id),
    upload_version ?? undefined,
  );
  try {
    const { text, sha256 } = readUpload(upload);
    const { header, body } = await splitHeader(text);
    const columns = readHeader(header, needed);
    const parts: BatchPart[] = [];
    for await (const part of splitIntoParts(body)) parts.push(await write(batch_id, columns, part, parts.length + 1));
    if (parts.length === 0) throw new FileRefused('empty-file', 'The file has a header and no rows.');
    const model = referenceOf(champion);
    const shadowing = { challenger: challenger && referenceOf(challenger), read: [...needed, ...added(columns)] };
    return { batch: { batch_id, ...rest, model, ...shadowing, ...columns, file_sha256: sha256() }, parts };
  } finally {
    upload.destroy();
  }
}

async function models(db: Database, model_version: string | null, challenger_version: string | null) {
  if (model_version === null) throw new FileRefused('no-model', 'There is no model to score with yet.');
  const found = await db.query<RegisteredModel>(readSqlFile('batches/find_models.sql'), {
    model_version,
    challenger_version,
  });
  const champion = found.find(({ version }) => version === model_version) as RegisteredModel;
  return { champion, challenger: found.find(({ version }) => version === challenger_version) ?? null };
}

const referenceOf = ({ version, key, sha256 }: RegisteredModel): ModelReference => ({ version, key, sha256 });

/** Raw features stay as they came; applications become rows that the database can import whatever the client sent. */
async function write(
  batchId: string,
  { input }: BatchColumns,
  { firstLine, rows, bytes }: FilePart,
  part: number,
): Promise<BatchPart> {
  const body = input === 'features' ? bytes : Buffer.from([...encodeApplicationRows(bytes, firstLine)].join(''));
  await getObjectStore().putStream(requireEnv('WORK_BUCKET'), batchRowsKey(batchId, part), Readable.from([body]));
  return { part, first_line: firstLine, rows };
}
