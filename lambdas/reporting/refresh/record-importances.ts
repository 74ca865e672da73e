/** Notes what the features of each model are worth, from the evaluation that its training wrote into the model's folder. */
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { type Database, json } from '../../shared/aws/database.ts';
import { ObjectMissing, type ObjectStore } from '../../shared/aws/object-store.ts';
import { modelKey } from '../../shared/object-keys.ts';
import { readSqlFile } from '../../shared/sql-file.ts';

const Evaluation = z.looseObject({
  importance: z.record(z.string(), z.looseObject({ auc_drop: z.number() })).catch({}),
  shap: z
    .looseObject({ mean_absolute: z.record(z.string(), z.number()) })
    .nullish()
    .catch(null),
});

type Model = { version: string; features: { name: string; label: string }[] };

/** Models that have none yet; a model without an evaluation stays without. Returns how many got theirs. */
export async function recordImportances(database: Database, objects: ObjectStore, bucket: string): Promise<number> {
  const models = await database.query<Model>(readSqlFile('reporting/importances/list_models_without_importances.sql'));
  let noted = 0;
  for (const { version, features } of models) {
    const evaluation = await evaluationOf(objects, bucket, version);
    if (!evaluation) continue;
    const { importance, shap } = evaluation;
    const measured = features.map(({ name, label }) => ({
      feature: name,
      label,
      permutation_auc: importance[name]?.auc_drop ?? null,
      mean_abs_shap: shap?.mean_absolute[name] ?? null,
    }));
    await database.execute(readSqlFile('reporting/importances/record_importances.sql'), {
      version,
      features: json(measured),
    });
    noted += 1;
  }
  return noted;
}

async function evaluationOf(objects: ObjectStore, bucket: string, version: string) {
  try {
    return Evaluation.parse(
      JSON.parse(await text(await objects.getStream(bucket, modelKey(version, 'evaluation.json')))),
    );
  } catch (error) {
    if (error instanceof ObjectMissing) return undefined;
    throw error;
  }
}
