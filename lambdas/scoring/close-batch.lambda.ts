/**
 * Last step of a batch: joins the parts' results into the one file that the client fetches, once all evidence is stored;
 * or records that the workflow failed.
 */
import { Readable } from 'node:stream';
import { z } from 'zod';
import { type Database, getDatabase, uuid } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { RiskError } from '../shared/errors.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { batchResultKey, batchResultPartKey } from '../shared/object-keys.ts';
import { readSqlFile } from '../shared/sql-file.ts';

/** The stored parts are not all rows of the file: it is not published. */
export class IncompleteBatch extends RiskError {}

const Input = z.object({ batch_id: z.uuid(), execution_id: z.string(), failed: z.boolean() });

type Stored = { rows_read: number; parts: number; parts_stored: number; scored: number; failed: number };

/** What the client is told of a fault: the workflow's own words are for its operator. */
const FAULT = 'The service failed. Its operator finds the batch by its id; you may make a new one.';

export const handler = createRiskHandler(
  { name: 'scoring/close-batch', input: Input },
  async ({ batch_id, execution_id, failed: hasFailed }) => {
    const db = getDatabase();
    const own = { batch_id: uuid(batch_id), execution_id };
    if (hasFailed) {
      const failure = { state: 'failed', problem: 'failed', detail: FAULT, result_bytes: null };
      await db.execute(readSqlFile('batches/end_batch.sql'), { ...own, ...failure });
      return { outcome: 'failed' as const };
    }
    const { parts, scored, failed } = await whole(db, batch_id);
    const [bucket, key] = [requireEnv('WORK_BUCKET'), batchResultKey(batch_id)];
    await getObjectStore().putStream(bucket, key, Readable.from(joined(bucket, batch_id, parts)), {
      contentType: 'application/gzip',
    });
    const { sizeBytes } = await getObjectStore().head(bucket, key);
    await db.execute(readSqlFile('batches/end_batch.sql'), {
      ...own,
      ...{ state: 'done', problem: null, detail: null, result_bytes: sizeBytes },
    });
    return { outcome: 'done' as const, scored, failed };
  },
);

async function whole(db: Database, batch_id: string): Promise<Stored> {
  const [stored] = await db.query<Stored>(readSqlFile('batches/count_stored_parts.sql'), { batch_id: uuid(batch_id) });
  if (!stored) throw new IncompleteBatch(`there is no batch ${batch_id}`);
  const { rows_read, parts, parts_stored, scored, failed } = stored;
  if (parts_stored === parts && scored + failed === rows_read) return stored;
  throw new IncompleteBatch(`${parts_stored} of ${parts} parts and ${scored + failed} of ${rows_read} rows are stored`);
}

/** The bytes of every part, one after the other: gzip members in a row are one gzip file (RFC 1952, 2.2). */
async function* joined(bucket: string, batchId: string, parts: number): AsyncGenerator<Buffer> {
  for (let part = 1; part <= parts; part += 1) {
    yield* await getObjectStore().getStream(bucket, batchResultPartKey(batchId, part));
  }
}
