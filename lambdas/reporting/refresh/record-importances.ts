/** Records the feature importances of new models from the evaluation in the model folder. */
import { z } from 'zod';
import { type Database, json } from '../../shared/aws/database.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { type RegisteredReports, readModelReport } from '../../shared/model/model-report.ts';
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
interface ModelWithoutImportances extends RegisteredReports {
  features: { name: string; label: string }[];
}

/**
 * Skips a model whose folder has no evaluation.
 * @returns how many models got their importances
 * @throws {ModelReportChanged} when an evaluation is not the registered file
 */
export async function recordImportances(database: Database, store: ObjectStore, bucket: string): Promise<number> {
  const models = await database.query<ModelWithoutImportances>(
    readSqlFile('reporting/importances/list_models_without_importances.sql'),
  );
  let recorded = 0;
  for (const model of models) {
    const { version, features } = model;
    const evaluation = await readEvaluation(store, bucket, model);
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
  model: RegisteredReports,
): Promise<ImportanceEvaluation | undefined> {
  const evaluation = await readModelReport(store, bucket, model, 'evaluation.json');
  return evaluation === undefined ? undefined : ImportanceEvaluation.parse(JSON.parse(evaluation));
}
