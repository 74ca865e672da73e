/** First step of training: the known outcomes and their features, written to the work bucket by the database itself. */
import { z } from 'zod';
import { type Database, database } from '../shared/aws/database.ts';
import { objectStore } from '../shared/aws/object-store.ts';
import { modelFeatures } from '../shared/catalogue/catalogue.ts';
import { policyOf } from '../shared/decision/policies.ts';
import { env } from '../shared/env.ts';
import { riskHandler } from '../shared/handler.ts';
import { trainingFeaturesKey, trainingPartKey } from '../shared/object-keys.ts';
import { sqlFile } from '../shared/sql.ts';
import { configuration } from './configuration.ts';
import { trainingJobName } from './job-name.ts';
import {
  type AttributeRow,
  exportColumns,
  partQuery,
  type TrainingSetDocument,
  trainingFeatures,
} from './training-set.ts';

const Input = z.object({ execution_id: z.string().min(1) });

/** Rows a statement exports: seconds of work, far from the Data API's 45. */
const PART_ROWS = 250_000;

const Exported = z.object({ rows: z.int(), positives: z.int(), run_id: z.string() });

type Summary = { rows: number; positives: number; as_of_max: string | null };

export const handler = riskHandler({ name: 'training/export-training-set', input: Input }, async ({ execution_id }) => {
  const jobName = trainingJobName(execution_id);
  const db = database();
  const result = (await earlierExport(jobName)) ?? (await exportTrainingSet(db, jobName));
  return { job_name: jobName, ...result };
});

/** features.json is written last: where it is, an earlier attempt of the same execution has finished. */
async function earlierExport(jobName: string) {
  const bucket = env('WORK_BUCKET');
  for await (const { key } of objectStore().list(bucket, trainingFeaturesKey(jobName))) {
    return { outcome: 'exported' as const, ...Exported.parse(await objectStore().getJson(bucket, key)) };
  }
  return undefined;
}

/** Exports the set in one transaction and describes it in features.json; or says that there is too little to learn from. */
export async function exportTrainingSet(db: Database, jobName: string) {
  const policy = policyOf(env('POLICY_VERSION'));
  const exported = await db.transaction(async (tx) => {
    await tx.execute(sqlFile('training/freeze-examples.sql'));
    const [summary] = await tx.query<Summary>(sqlFile('training/summary.sql'));
    const [newest] = await tx.query<{ run_id: string }>(sqlFile('training/newest-run.sql'));
    const { rows = 0, positives = 0, as_of_max } = summary ?? {};
    const run_id = newest?.run_id ?? null;
    if (!as_of_max || !run_id || tooFew(rows, positives)) return { rows, positives, run_id };
    const attributes = await tx.query<AttributeRow>(sqlFile('training/attributes.sql'));
    const groups = await tx.query<{ name: string }>(sqlFile('training/fairness-groups.sql'));
    const features = trainingFeatures(modelFeatures, attributes);
    const fairness = groups.map(({ name }) => name);
    const columns = exportColumns(features, attributes, fairness);
    for (let part = 1, from = 1; from <= rows; part += 1, from += PART_ROWS) {
      const query = partQuery(columns, from, from + PART_ROWS - 1);
      const key = trainingPartKey(jobName, part);
      const place = { bucket: env('WORK_BUCKET'), region: env('AWS_REGION') };
      await tx.query(sqlFile('training/export-part.sql'), { query, key, ...place });
    }
    const document: TrainingSetDocument = {
      run_id,
      as_of_max,
      rows,
      positives,
      columns: columns.map(({ name }) => name),
      features,
      fairness,
      target: policy.target,
      cut_off: policy.decisions.decline_from_pd,
      policy_version: policy.version,
      seed: configuration.seed,
    };
    return { rows, positives, run_id, document };
  });
  const { document, ...counts } = exported;
  if (!document) return { outcome: 'too_few_outcomes' as const, ...counts };
  await objectStore().putJson(env('WORK_BUCKET'), trainingFeaturesKey(jobName), document);
  return { outcome: 'exported' as const, ...counts };
}

/** Whether a model could be neither learned nor judged from so many outcomes. */
export function tooFew(rows: number, positives: number): boolean {
  const { outcomes, per_class } = configuration.minimum;
  return rows < outcomes || Math.min(positives, rows - positives) < per_class;
}
