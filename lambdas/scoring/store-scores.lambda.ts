/** Stores one part's scores as evidence: one import and one insert in one transaction, so that a part is stored or not. */
import { database } from '../shared/aws/database.ts';
import { env } from '../shared/env.ts';
import { RiskError } from '../shared/errors.ts';
import { riskHandler } from '../shared/handler.ts';
import { sqlFile } from '../shared/sql-file.ts';
import { ScoringPartInput } from './contract/payload.ts';

/** The file of scores does not have the rows that were scored. */
export class IncompleteScores extends RiskError {}

export const handler = riskHandler(
  { name: 'scoring/store-scores', input: ScoringPartInput },
  async ({ scoring_id, run_id, model, challenger, policy_version, part }) => {
    const place = { bucket: env('WORK_BUCKET'), key: part.key, region: env('AWS_REGION') };
    const evidence = {
      run_id,
      model_version: model.version,
      model_sha256: model.sha256,
      policy_version,
      requested_by: `scoring/${scoring_id}`,
    };
    return database().transaction(async (tx) => {
      await tx.execute(sqlFile('scoring/stage_scores.sql'));
      await tx.query(sqlFile('scoring/import_scores.sql'), place);
      const [result] = await tx.query<{ rows: number; stored: number }>(sqlFile('scoring/store_scores.sql'), evidence);
      if (result?.rows !== part.rows) {
        throw new IncompleteScores(`${part.key} has ${result?.rows} rows instead of ${part.rows}`);
      }
      if (challenger) await tx.execute(sqlFile('scoring/store_shadows.sql'), { model_version: challenger.version });
      return { stored: result.stored };
    });
  },
);
