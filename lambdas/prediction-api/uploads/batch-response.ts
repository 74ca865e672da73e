/** Turns a stored batch into the API's Batch, with signed URLs for upload and result. */
import type { ReasonsFor } from '../../shared/batch-contract.ts';
import type { Batch } from '../contract/schemas/batches.ts';
import { toIsoTime } from '../http/iso-time.ts';
import type { UrlSigner } from './signed-urls.ts';

/** The row of sql/api/batches/find_batch.sql; times are the database's texts. */
export interface StoredBatch {
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
}

export async function toBatch(row: StoredBatch, signer: UrlSigner): Promise<Batch> {
  const { batch_id, size_bytes, content_type, reasons, created_at, started_at, ended_at, result_bytes } = row;
  const state = row.has_timed_out ? 'failed' : row.state;
  return {
    ...{ batch_id, state, reasons, created_at: toIsoTime(created_at) },
    started_at: started_at && toIsoTime(started_at),
    ended_at: ended_at && toIsoTime(ended_at),
    progress: {
      rows: row.rows_read,
      rows_scored: row.scored,
      rows_failed: row.failed,
      parts: row.parts,
      parts_done: row.parts_done,
    },
    errors: Object.entries(row.errors).map(([error, rows]) => ({ error, rows })) as Batch['errors'],
    problem: toBatchProblem(row),
    ...{ model_version: row.model_version, policy_version: row.policy_version },
    upload:
      state === 'created'
        ? {
            method: 'PUT',
            headers: { 'content-type': content_type, 'content-length': String(size_bytes), 'if-none-match': '*' },
            ...(await signer.signUpload(batch_id, { size_bytes, content_type })),
          }
        : null,
    result:
      state === 'done' && result_bytes !== null
        ? { ...(await signer.signResult(batch_id)), size_bytes: result_bytes, content_type: 'application/gzip' }
        : null,
  };
}

function toBatchProblem({ problem, detail, has_timed_out }: StoredBatch): Batch['problem'] {
  if (has_timed_out) return { name: 'timed-out', detail: 'It did not end in time. You may make a new one.' };
  return problem === null ? null : ({ name: problem, detail: detail ?? '' } as Batch['problem']);
}
