/** Reads which models score requests. Open it to change how soon a promotion takes effect in a running function. */
import type { Database } from '../../shared/aws/database.ts';
import type { ModelReference } from '../../shared/model/errors.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { NoChampion } from '../http/problem.ts';

const MAX_AGE_MILLISECONDS = 30_000;

interface ScoringModels {
  champion: ModelReference;
  challenger: ModelReference | undefined;
}

/**
 * Creates a reader of the registered models that queries the database once in 30 seconds at most. The reader throws
 * NoChampion, and caches nothing, while no model is champion.
 */
export function createScoringModelsReader(
  database: () => Database,
  now: () => number = Date.now,
): () => Promise<ScoringModels> {
  let cached: { models: ScoringModels; readAt: number } | undefined;
  return async () => {
    if (cached && now() - cached.readAt < MAX_AGE_MILLISECONDS) return cached.models;
    const readAt = now();
    const rows = await database().query<ModelReference & { stage: string }>(
      readSqlFile('api/predict/list_scoring_models.sql'),
    );
    const findReference = (lifecycleStage: string) => {
      const { stage: _, ...reference } = rows.find(({ stage }) => stage === lifecycleStage) ?? { stage: '' };
      return 'version' in reference ? reference : undefined;
    };
    const champion = findReference('champion');
    if (!champion) throw new NoChampion();
    cached = { models: { champion, challenger: findReference('challenger') }, readAt };
    return cached.models;
  };
}
