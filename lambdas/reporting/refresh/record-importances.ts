/** Records the importances of features in new models, and their effects, from the evaluation in the model folder. */
import { z } from 'zod';
import { type Database, json } from '../../shared/aws/database.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { type RegisteredReports, readModelReport } from '../../shared/model/model-report.ts';
import { readRegisteredManifest } from '../../shared/model/registered-manifest.ts';
import { readSqlFile } from '../../shared/sql-file.ts';

/** Mean share of the margin (log odds) of the rows of one bin. An end of null is open. */
const FeatureEffect = z.object({
  from: z.number().nullable(),
  to: z.number().nullable(),
  category: z.string().nullable(),
  is_missing: z.boolean(),
  rows: z.int(),
  mean_contribution: z.number(),
});

const ImportanceEvaluation = z.looseObject({
  importance: z.record(z.string(), z.looseObject({ auc_drop: z.number() })).catch({}),
  shap: z
    .looseObject({ mean_absolute: z.record(z.string(), z.number()) })
    .nullish()
    .catch(null),
  /** Older trainings did not measure them. */
  effects: z.record(z.string(), z.array(FeatureEffect)).catch({}),
});
type ImportanceEvaluation = z.infer<typeof ImportanceEvaluation>;

/** The fields of a manifest that this module reads. */
interface ReportedManifest extends Pick<RegisteredReports, 'files'> {
  features: { name: string; label: string; unit?: string | null }[];
}

/**
 * Skips a model whose folder has no evaluation.
 * @returns how many models got their importances
 * @throws {ModelReportChanged} when an evaluation is not the registered file
 */
export async function recordImportances(database: Database, store: ObjectStore, bucket: string): Promise<number> {
  const models = await database.query<{ version: string }>(
    readSqlFile('reporting/importances/list_models_without_importances.sql'),
  );
  let recorded = 0;
  for (const { version } of models) {
    const manifest = await readRegisteredManifest<ReportedManifest>(database, version);
    const evaluation = manifest && (await readEvaluation(store, bucket, { version, files: manifest.files }));
    if (!evaluation) continue;
    const { importance, shap, effects } = evaluation;
    const importances = manifest.features.map(({ name, label, unit }) => ({
      feature: name,
      label,
      permutation_auc: importance[name]?.auc_drop ?? null,
      mean_abs_shap: shap?.mean_absolute[name] ?? null,
      unit: unit ?? null,
      effects: effects[name] ?? [],
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
