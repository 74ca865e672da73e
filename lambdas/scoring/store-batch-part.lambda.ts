/** Stores one part of a batch as evidence: a row of its own and its scores in one transaction, so that it is stored once. */
import { getDatabase, json, uuid } from '../shared/aws/database.ts';
import { requireEnv } from '../shared/env.ts';
import { RiskError } from '../shared/errors.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { batchEvidenceKey, batchShadowKey } from '../shared/object-keys.ts';
import { readSqlFile } from '../shared/sql-file.ts';
import { StoreBatchPartInput } from './contract/batch-payload.ts';

/** The file of scores does not have the rows that were scored. */
export class IncompleteEvidence extends RiskError {}

export const handler = createRiskHandler(
  { name: 'scoring/store-batch-part', input: StoreBatchPartInput },
  async ({ batch: { batch_id }, part: { part }, result: { scored, failed, errors, shadows } }) => {
    const place = (key: string) => ({ bucket: requireEnv('WORK_BUCKET'), key, region: requireEnv('AWS_REGION') });
    return getDatabase().transaction(async (tx) => {
      const counts = { batch_id: uuid(batch_id), part, scored, failed, errors: json(errors) };
      const [claimed] = await tx.query(readSqlFile('batches/claim_part.sql'), counts);
      if (!claimed) return { stored: 0 };
      const imports: [file: string, key: string, rows: number][] = [
        ['batches/import_evidence.sql', batchEvidenceKey(batch_id, part), scored],
        ['batches/import_shadows.sql', batchShadowKey(batch_id, part), shadows],
      ];
      for (const [file, key, rows] of imports) {
        if (rows === 0) continue;
        const [report] = await tx.query<{ imported: string }>(readSqlFile(file), place(key));
        // aws_s3 says it in words: "<n> rows imported into relation …".
        const imported = Number(/^\d+/.exec(report?.imported ?? '')?.[0]);
        if (imported !== rows) throw new IncompleteEvidence(`${key} has ${imported} rows instead of ${rows}`);
      }
      return { stored: scored };
    });
  },
);
