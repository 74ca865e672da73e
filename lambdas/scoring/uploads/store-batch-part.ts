/** Stores the scores of one part of a batch as evidence, in one transaction. */
import { type Database, DatabaseError, json, uuid } from '../../shared/aws/database.ts';
import { RiskError } from '../../shared/errors.ts';
import { batchEvidenceKey, batchShadowKey } from '../../shared/object-keys.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { StoreBatchPartInput } from '../contract/batch-payload.ts';

/** The file of scores does not have the rows that were scored. */
class IncompleteEvidence extends RiskError {}

/** The processing of a customer was restricted after the part was joined. The workflow joins and scores it again. */
class RestrictedMeanwhile extends RiskError {}

/** SQLSTATE of a score that is refused because its customer's processing is restricted. */
const RESTRICTED = 'PV104';

export interface StoreBatchPartDependencies {
  database: Database;
  workBucket: string;
  region: string;
}

/**
 * Imports evidence and shadow scores. Idempotent: the part's row in predictions.batch_parts is inserted in the same
 * transaction, and a part that has one is not imported again.
 * @throws {IncompleteEvidence} when a file does not have the rows that were scored; nothing is stored then
 * @throws {RestrictedMeanwhile} when a customer of the part was restricted since it was joined; nothing is stored then
 */
export async function storeBatchPart(
  dependencies: StoreBatchPartDependencies,
  input: StoreBatchPartInput,
): Promise<{ stored: number }> {
  try {
    return await storeEvidence(dependencies, input);
  } catch (error) {
    if (!(error instanceof DatabaseError && error.sqlState === RESTRICTED)) throw error;
    throw new RestrictedMeanwhile(`part ${input.part.part} has a customer whose processing was restricted meanwhile`);
  }
}

function storeEvidence(
  { database, workBucket, region }: StoreBatchPartDependencies,
  { batch: { batch_id }, part: { part }, result: { scored, failed, errors, shadows } }: StoreBatchPartInput,
): Promise<{ stored: number }> {
  return database.transaction(async (tx) => {
    const counts = { batch_id: uuid(batch_id), part, scored, failed, errors: json(errors) };
    const [claimed] = await tx.query(readSqlFile('batches/claim_part.sql'), counts);
    if (!claimed) return { stored: 0 };
    const imports: [file: string, key: string, rows: number][] = [
      ['batches/import_evidence.sql', batchEvidenceKey(batch_id, part), scored],
      ['batches/import_shadows.sql', batchShadowKey(batch_id, part), shadows],
    ];
    for (const [file, key, rows] of imports) {
      if (rows === 0) continue;
      const location = { bucket: workBucket, key, region };
      const [report] = await tx.query<{ imported: string }>(readSqlFile(file), location);
      // aws_s3 reports a sentence: "<n> rows imported into relation …".
      const imported = Number(/^\d+/.exec(report?.imported ?? '')?.[0]);
      if (imported !== rows) throw new IncompleteEvidence(`${key} has ${imported} rows instead of ${rows}`);
    }
    return { stored: scored };
  });
}
