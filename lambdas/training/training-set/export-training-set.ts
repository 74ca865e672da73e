/** Exports a training set to the work bucket, in parts, with its description features.json. */
import { z } from 'zod';
import type { Database, Sql } from '../../shared/aws/database.ts';
import type { ExportLocation } from '../../shared/aws/export-location.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { getDefaultCutOffs } from '../../shared/decision/score.ts';
import { MODEL_FEATURES } from '../../shared/features/catalogue.ts';
import { readGatesInForce } from '../../shared/governance/gates-in-force.ts';
import type { GatesDocument } from '../../shared/model/gates-document.ts';
import { DEFAULT_SCORE_SCALE, type ScoreScale } from '../../shared/model/score-scale.ts';
import { trainingFeaturesKey, trainingPartKey } from '../../shared/object-keys.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { TrainingConfiguration } from '../contract/configuration.ts';
import {
  type AttributeRow,
  buildExportColumns,
  buildPartQuery,
  buildTrainingFeatures,
  describeTarget,
  type ExportColumn,
  selectAllowedInputs,
  type TargetDefinition,
  type TrainingSetDocument,
} from './training-set.ts';

/** Rows that one statement exports: it takes seconds, far below the Data API's 45. */
const PART_ROWS = 250_000;

export interface ExportDependencies {
  database: Database;
  store: ObjectStore;
  exportLocation: ExportLocation;
  policy: Policy;
  configuration: TrainingConfiguration;
}

export interface ExportResult {
  outcome: 'exported' | 'too_few_outcomes';
  job_name: string;
  rows: number;
  positives: number;
  /** The newest published run; null when nothing was ever published. */
  run_id: string | null;
}

const Counts = z.object({ rows: z.int(), positives: z.int(), run_id: z.string() });
type Counts = z.infer<typeof Counts>;

/** Exports once for a job name. Idempotent: a call after a finished one returns its result and exports nothing. */
export async function exportTrainingSet(dependencies: ExportDependencies, jobName: string): Promise<ExportResult> {
  const { database, store, exportLocation } = dependencies;
  const earlier = await findEarlierExport(dependencies, jobName);
  if (earlier) return { outcome: 'exported', job_name: jobName, ...earlier };
  const { document, ...counts } = await database.transaction((tx) => exportInTransaction(tx, dependencies, jobName));
  if (!document) return { outcome: 'too_few_outcomes', job_name: jobName, ...counts };
  await store.putJson(exportLocation.bucket, trainingFeaturesKey(jobName), document);
  return { outcome: 'exported', job_name: jobName, ...counts };
}

/** features.json is written last: it exists only after a complete export. */
async function findEarlierExport(
  { store, exportLocation }: ExportDependencies,
  jobName: string,
): Promise<Counts | undefined> {
  for await (const { key } of store.list(exportLocation.bucket, trainingFeaturesKey(jobName))) {
    return Counts.parse(await store.getJson(exportLocation.bucket, key));
  }
  return undefined;
}

/** A row of sql/training/training_set/count_examples.sql. */
interface ExampleCounts {
  rows: number;
  positives: number;
  as_of_max: string | null;
}

/** One transaction, so that it counts and exports the same examples. */
async function exportInTransaction(
  tx: Sql,
  { exportLocation, policy, configuration }: ExportDependencies,
  jobName: string,
) {
  await tx.execute(readSqlFile('training/training_set/create_training_set.sql'));
  const [examples] = await tx.query<ExampleCounts>(readSqlFile('training/training_set/count_examples.sql'));
  const [newest] = await tx.query<{ run_id: string }>(readSqlFile('training/training_set/find_newest_run.sql'));
  const { rows = 0, positives = 0, as_of_max = null } = examples ?? {};
  if (!newest || as_of_max === null || hasTooFewOutcomes({ rows, positives }, configuration.minimum)) {
    return { rows, positives, run_id: newest?.run_id ?? null };
  }
  const attributes = await tx.query<AttributeRow>(readSqlFile('training/training_set/list_model_attributes.sql'));
  const groups = await tx.query<{ name: string }>(readSqlFile('training/training_set/list_fairness_groups.sql'));
  const { gates } = (await readGatesInForce(tx)).document;
  const targets = await tx.query<TargetDefinition>(readSqlFile('training/training_set/list_targets.sql'));
  const features = buildTrainingFeatures(selectAllowedInputs(MODEL_FEATURES, configuration.inputs), attributes);
  const fairness = groups.map(({ name }) => name);
  const columns = buildExportColumns(features, attributes, fairness);
  await writeParts(tx, exportLocation, jobName, columns, rows);
  const cutOffs = getDefaultCutOffs(policy);
  const document: TrainingSetDocument = {
    ...{ run_id: newest.run_id, as_of_max, rows, positives },
    columns: columns.map(({ name }) => name),
    ...{ features, fairness },
    target: describeTarget(targets),
    cut_off: cutOffs.decline_from_pd,
    approve_below: cutOffs.approve_below_pd,
    score: policy.score ?? (await findChampionScale(tx)) ?? DEFAULT_SCORE_SCALE,
    policy_version: policy.version,
    minimum: configuration.minimum,
    parity: gates.parity,
    fairness_bounds: selectFairnessBounds(gates),
    suspicious_auc: gates.single_input.max_auc,
    seed: configuration.seed,
    refit: configuration.refit,
    leave_out_kinds: configuration.leave_out_kinds,
  };
  return { rows, positives, run_id: newest.run_id, document };
}

async function findChampionScale(tx: Sql): Promise<ScoreScale | null> {
  const [champion] = await tx.query<{ score_scale: ScoreScale | null }>(
    readSqlFile('training/training_set/find_champion_scale.sql'),
  );
  return champion?.score_scale ?? null;
}

const selectFairnessBounds = ({ fairness }: GatesDocument['gates']): TrainingSetDocument['fairness_bounds'] => {
  const { min_approval_rate_ratio, max_equal_opportunity_difference } = fairness;
  return { min_approval_rate_ratio, max_equal_opportunity_difference };
};

async function writeParts(
  tx: Sql,
  exportLocation: ExportLocation,
  jobName: string,
  columns: readonly ExportColumn[],
  rows: number,
): Promise<void> {
  for (let part = 1, from = 1; from <= rows; part += 1, from += PART_ROWS) {
    const query = buildPartQuery(columns, from, from + PART_ROWS - 1);
    await tx.query(readSqlFile('training/training_set/export_part.sql'), {
      query,
      key: trainingPartKey(jobName, part),
      ...exportLocation,
    });
  }
}

/** Whether there are too few outcomes to train a model and to measure it. */
export function hasTooFewOutcomes(
  { rows, positives }: Pick<Counts, 'rows' | 'positives'>,
  { outcomes, per_class }: TrainingConfiguration['minimum'],
): boolean {
  return rows < outcomes || Math.min(positives, rows - positives) < per_class;
}
