/** Records the feature importances of new models from the evaluation in the model folder. */
import { z } from 'zod';
import { type Database, json } from '../../shared/aws/database.ts';
import { ObjectMissing, type ObjectStore } from '../../shared/aws/object-store.ts';
import { modelKey } from '../../shared/object-keys.ts';
import { readSqlFile } from '../../shared/sql-file.ts';

const ImportanceEvaluation = z.looseObject({
  importance: z.record(z.string(), z.looseObject({ auc_drop: z.number() })).catch({}),
  shap: z
    .looseObject({ mean_absolute: z.record(z.string(), z.number()) })
    .nullish()
    .catch(null),
});
type ImportanceEvaluation = z.infer<typeof ImportanceEvaluation>;

/** A row of sql/reporting/importances/list_models_without_importances.sql. */
interface ModelWithoutImportances {
  version: string;
  features: { name: string; label: string }[];
}

/** Skips a model whose folder has no evaluation. @returns how many models got their importances */
export async function recordImportances(database: Database, store: ObjectStore, bucket: string): Promise<number> {
  const models = await database.query<ModelWithoutImportances>(
    readSqlFile('reporting/importances/list_models_without_importances.sql'),
  );
  let recorded = 0;
  for (const { version, features } of models) {
    const evaluation = await readEvaluation(store, bucket, version);
    if (!evaluation) continue;
    const { importance, shap } = evaluation;
    const importances = features.map(({ name, label }) => ({
      feature: name,
      label,
      permutation_auc: importance[name]?.auc_drop ?? null,
      mean_abs_shap: shap?.mean_absolute[name] ?? null,
    }));
    await database.execute(readSqlFile('reporting/importances/record_importances.sql'), {
      version,
      features: json(importances),
    });
    recorded += 1;
  }
  return recorded;
}

async function readEvaluation(
  store: ObjectStore,
  bucket: string,
  version: string,
): Promise<ImportanceEvaluation | undefined> {
  try {
    return ImportanceEvaluation.parse(await store.getJson(bucket, modelKey(version, 'evaluation.json')));
  } catch (error) {
    if (error instanceof ObjectMissing) return undefined;
    throw error;
  }
}
