/** Which models score, followed within half a minute of a promotion. */
import type { Database } from '../../shared/aws/database.ts';
import type { ModelReference } from '../../shared/model/errors.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { NoChampion } from '../http/problem.ts';

const MAX_AGE_MILLISECONDS = 30_000;

/** The champion decides; the challenger, if there is one, is scored beside it. */
export type ScoringModels = { champion: ModelReference; challenger: ModelReference | undefined };

/** A reader of the registrations that asks the database at most every 30 seconds. It throws NoChampion. */
export function createScoringModelsReader(
  db: () => Database,
  now: () => number = Date.now,
): () => Promise<ScoringModels> {
  let known: { models: ScoringModels; readAt: number } | undefined;
  return async () => {
    if (known && now() - known.readAt < MAX_AGE_MILLISECONDS) return known.models;
    const readAt = now();
    const rows = await db().query<ModelReference & { stage: string }>(readSqlFile('api/predict/scoring_models.sql'));
    const of = (wanted: string) => {
      const { stage: _, ...reference } = rows.find(({ stage }) => stage === wanted) ?? { stage: '' };
      return 'version' in reference ? reference : undefined;
    };
    const champion = of('champion');
    if (!champion) throw new NoChampion();
    known = { models: { champion, challenger: of('challenger') }, readAt };
    return known.models;
  };
}
