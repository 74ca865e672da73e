/** Stores one part's scores as evidence: one import and one insert in one transaction, so that a part is stored or not. */
import { getDatabase } from '../shared/aws/database.ts';
import { requireEnv } from '../shared/env.ts';
import { RiskError } from '../shared/errors.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { readSqlFile } from '../shared/sql-file.ts';
import { ScoringPartInput } from './contract/scoring-payload.ts';

/** The file of scores does not have the rows that were scored. */
export class IncompleteScores extends RiskError {}

export const handler = createRiskHandler(
  { name: 'scoring/store-scores', input: ScoringPartInput },
  async ({ scoring_id, run_id, model, challenger, policy_version, part }) => {
    const place = { bucket: requireEnv('WORK_BUCKET'), key: part.key, region: requireEnv('AWS_REGION') };
    const evidence = {
      run_id,
      model_version: model.version,
      model_sha256: model.sha256,
      policy_version,
      requested_by: `scoring/${scoring_id}`,
    };
    return getDatabase().transaction(async (tx) => {
      await tx.execute(readSqlFile('scoring/create_part_scores.sql'));
      await tx.query(readSqlFile('scoring/import_scores.sql'), place);
      const [result] = await tx.query<{ rows: number; stored: number }>(
        readSqlFile('scoring/store_scores.sql'),
        evidence,
      );
      if (result?.rows !== part.rows) {
        throw new IncompleteScores(`${part.key} has ${result?.rows} rows instead of ${part.rows}`);
      }
      if (challenger) await tx.execute(readSqlFile('scoring/store_shadows.sql'), { model_version: challenger.version });
      return { stored: result.stored };
    });
  },
);
