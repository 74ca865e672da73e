/** Stores the scores of one part of the daily scoring as evidence, in one transaction. */
import type { Database } from '../../shared/aws/database.ts';
import { RiskError } from '../../shared/errors.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { ScoringPartInput } from '../contract/scoring-payload.ts';

/** The file of scores does not have the rows that were scored. */
class IncompleteScores extends RiskError {}

export interface StoreScoresDependencies {
  database: Database;
  workBucket: string;
  region: string;
}

/**
 * Imports the part's file and inserts its scores and shadow scores. Idempotent: a repeated call inserts nothing. Leaves
 * out customers whose processing was restricted since the export.
 * @throws {IncompleteScores} when the file does not have the part's rows; nothing is stored then
 */
export async function storeScores(
  { database, workBucket, region }: StoreScoresDependencies,
  { scoring_id, run_id, challenger, part }: ScoringPartInput,
): Promise<{ stored: number; restricted: number }> {
  return database.transaction(async (tx) => {
    await tx.execute(readSqlFile('scoring/create_part_scores.sql'));
    await tx.query(readSqlFile('scoring/import_scores.sql'), { bucket: workBucket, key: part.key, region });
    const [result] = await tx.query<{ rows: number; stored: number; restricted: number }>(
      readSqlFile('scoring/store_scores.sql'),
      { run_id, requested_by: `scoring/${scoring_id}` },
    );
    if (result?.rows !== part.rows) {
      throw new IncompleteScores(`${part.key} has ${result?.rows} rows instead of ${part.rows}`);
    }
    if (challenger) await tx.execute(readSqlFile('scoring/store_shadows.sql'), { model_version: challenger.version });
    return { stored: result.stored, restricted: result.restricted };
  });
}
