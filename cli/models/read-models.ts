/** Reads the registered models and their history from the registry in the database. */
import type { Sql } from '../../lambdas/shared/aws/database.ts';
import type { StoredGateResult } from '../../lambdas/shared/model/gate-result.ts';
import type { ModelFinding } from '../../lambdas/shared/model/model-findings.ts';
import type { ModelServing } from '../../lambdas/shared/model/model-manifest.ts';
import type { RegisteredReports } from '../../lambdas/shared/model/model-report.ts';
import { readSqlFile } from '../../lambdas/shared/sql-file.ts';
import type { LifecycleStage } from '../../lambdas/training/contract/lifecycle.ts';
import { CommandError } from '../terminal/command-error.ts';

/** No model is registered yet. */
export class NoModelYet extends CommandError {
  constructor() {
    super('no model is registered yet: npm start or npm run train makes one');
  }
}

/** No registered version, or more than one, begins with the given text. */
export class UnknownVersion extends CommandError {}

export interface ModelRow {
  version: string;
  kind: string;
  stage: LifecycleStage;
  stage_reasons: string[];
  /** UTC, to the second. */
  stage_changed_at: string;
  registered_at: string;
  cv_auc: number;
  holdout: Record<string, number | Record<string, number>>;
  training_rows: number;
}

export interface ModelDetail extends ModelRow {
  gates: StoredGateResult[];
  /** Null for an earlier training. */
  findings: ModelFinding[] | null;
  onnx_key: string;
  onnx_sha256: string;
  size_bytes: number;
  training_run_id: string | null;
  /** The lender's definition of default; null where its deliveries name none, and for an earlier training. */
  target: string | null;
  files: RegisteredReports['files'];
  job_name: string;
  /** Null for a training before refits. */
  serving: ModelServing | null;
  /** Of a blend. */
  members: { kind: string; weight: number }[] | null;
  intervals: Record<string, [number, number]> | null;
  candidates: { kind: string; smote?: boolean; cv: { auc_mean: number }; holdout: { auc: number; ece: number } }[];
}

export interface ModelHistoryRow {
  at: string;
  actor: string;
  caller: string | null;
  from_stage: LifecycleStage | null;
  to_stage: LifecycleStage;
  why: string;
}

/** Reads every model, the newest first. */
export function readModels(database: Sql): Promise<ModelRow[]> {
  return database.query<ModelRow>(readSqlFile('cli/models/list_models.sql'));
}

/**
 * Reads one model; without a version the champion, or the newest model where there is no champion.
 * @throws {NoModelYet} when there is no such model
 */
export async function readModel(database: Sql, version?: string): Promise<ModelDetail> {
  const [model] = await database.query<ModelDetail>(readSqlFile('cli/models/find_model.sql'), {
    version: version ?? null,
  });
  if (!model) throw new NoModelYet();
  return model;
}

/** Reads the lifecycle changes of a model, oldest first. */
export function readModelHistory(database: Sql, version: string): Promise<ModelHistoryRow[]> {
  return database.query<ModelHistoryRow>(readSqlFile('cli/models/list_lifecycle_changes.sql'), { version });
}

/**
 * Finds the one version that begins with a text.
 * @throws {UnknownVersion} when there is none, or more than one
 */
export async function resolveVersion(database: Sql, beginning: string): Promise<string> {
  const versions = (await readModels(database)).map(({ version }) => version);
  const matchingVersions = versions.filter((version) => version.startsWith(beginning));
  if (matchingVersions[0] && matchingVersions.length === 1) return matchingVersions[0];
  const problem =
    matchingVersions.length > 1 ? `more than one version begins with ${beginning}` : `there is no model ${beginning}`;
  const newest = versions.length > 0 ? `the newest are ${versions.slice(0, 5).join(', ')}` : 'none is registered';
  throw new UnknownVersion(`${problem}: npm run model lists them (${newest})`);
}
