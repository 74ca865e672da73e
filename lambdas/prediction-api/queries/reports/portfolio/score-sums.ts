/** Reads the applications of a filter by score. */
import type { Database, SqlParameters } from '../../../../shared/aws/database.ts';
import type { Decision } from '../../../../shared/policy/decisions.ts';
import { readSqlFile } from '../../../../shared/sql-file.ts';
import type { ScorePoint } from './statistics/score-counts.ts';

/** A row of sql/api/reports/sum_scores.sql: counts by decision too. */
export type ScoreSums = ScorePoint & Record<Decision, number>;

/** One row for each score in points that an application has, ascending. */
export function readScoreSums(database: Database, parameters: SqlParameters): Promise<ScoreSums[]> {
  return database.query<ScoreSums>(readSqlFile('api/reports/sum_scores.sql'), parameters);
}
