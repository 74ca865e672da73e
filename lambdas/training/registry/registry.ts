/** Reads and changes the registry's rows. The only module that changes a lifecycle stage; each change is audited. */
import { type Database, json, type Sql } from '../../shared/aws/database.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { RiskError } from '../../shared/errors.ts';
import type { GateResult } from '../../shared/model/gate-result.ts';
import type { ModelManifest } from '../../shared/model/model-manifest.ts';
import { readRegisteredManifest } from '../../shared/model/registered-manifest.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { LifecycleStage } from '../contract/lifecycle.ts';
import type { ChampionFigures } from '../promotion/gates.ts';

/** The model is at another stage although the registry is locked: a writer did not take the lock. */
class LifecycleStageConflict extends RiskError {
  constructor(version: string, from: LifecycleStage) {
    super(`model ${version} is not ${from} any more`);
  }
}

export interface RegistryDependencies {
  database: Database;
  store: ObjectStore;
  modelBucket: string;
}

export interface RegisteredModel {
  version: string;
  kind: string;
  stage: LifecycleStage;
  onnx_key: string;
  onnx_sha256: string;
  /** Null for a model that was registered before manifests were hashed. */
  manifest_sha256: string | null;
  /** The registered manifest. An old one may lack fields that a new one must have. */
  manifest: ModelManifest;
  was_champion: boolean;
}

export interface StageTransition {
  model: Pick<RegisteredModel, 'version' | 'stage'>;
  to: LifecycleStage;
  reasons: string[];
  gates?: GateResult[];
  /** Version of the gates that judged. */
  gates_version?: number;
  /** A promotion sets `promoted_at`, by which a rollback finds earlier champions; a rollback does not. */
  isPromotion?: boolean;
}

/** Details of a transition that the audit stores. */
export interface TransitionAuthor {
  actor: string;
  why: string;
  /** IAM identity of a command of earlier releases; null for a workflow. */
  caller: string | null;
  execution_id: string;
  /** Approved request that the transition applies, and who proposed it; the actor approved it. */
  request_id?: string;
  proposed_by?: string;
}

/** Takes the exclusive lock of the registry until the transaction ends; concurrent changes wait. */
export const lockRegistry = (tx: Sql) => tx.query(readSqlFile('training/registry/lock_registry.sql'));

export async function findModel(tx: Sql, version: string): Promise<RegisteredModel | undefined> {
  const statement = readSqlFile('training/registry/find_model.sql');
  const [model] = await tx.query<Omit<RegisteredModel, 'manifest'>>(statement, { version });
  const manifest = model && (await readRegisteredManifest<ModelManifest>(tx, version));
  return manifest && { ...model, manifest };
}

/** Lists the versions of the serving models without a hash of their manifest. */
export async function listUnhashedModels(tx: Sql): Promise<string[]> {
  const rows = await tx.query<{ version: string }>(readSqlFile('training/registry/list_unhashed_models.sql'));
  return rows.map(({ version }) => version);
}

export async function findModelAtStage(
  tx: Sql,
  stage: 'champion' | 'challenger',
): Promise<({ version: string } & ChampionFigures) | undefined> {
  const statement = readSqlFile('training/registry/find_model_at_stage.sql');
  const [model] = await tx.query<{ version: string } & ChampionFigures>(statement, { stage });
  return model;
}

/**
 * Changes a model's stage, and retires the model that was champion or challenger before. Needs the registry's lock.
 * @param buildResult makes the result that the audit stores, so that a repeated execution returns the same one
 * @throws {LifecycleStageConflict} when the model is not at the stage of `transition.model`
 */
export async function applyTransition(
  tx: Sql,
  transition: StageTransition,
  author: TransitionAuthor,
  buildResult: (replaced: string | null) => object,
): Promise<void> {
  const { model, to } = transition;
  const before = to === 'champion' || to === 'challenger' ? await findModelAtStage(tx, to) : undefined;
  const replaced = before && before.version !== model.version ? before.version : null;
  if (replaced) {
    const reasons = [`${model.version} took its place`];
    await writeTransition(tx, { model: { version: replaced, stage: to }, to: 'retired', reasons }, author, null);
  }
  await writeTransition(tx, transition, author, buildResult(replaced));
}

async function writeTransition(
  tx: Sql,
  { model, to, reasons, gates, gates_version, isPromotion = false }: StageTransition,
  { actor, why, caller, execution_id, request_id, proposed_by }: TransitionAuthor,
  result: object | null,
): Promise<void> {
  const changedRows = await tx.execute(readSqlFile('training/registry/set_stage.sql'), {
    ...{ version: model.version, from_stage: model.stage, to_stage: to, is_promotion: isPromotion },
    ...{ reasons: json(reasons), gates: json(gates ?? null) },
  });
  if (changedRows !== 1) throw new LifecycleStageConflict(model.version, model.stage);
  await recordModelEvent(tx, {
    ...{ actor, action: 'model.stage_changed', version: model.version },
    detail: {
      ...{ from: model.stage, to, why: result ? why : reasons.join('; '), reasons, caller, execution_id },
      ...(request_id && { request_id, proposed_by }),
      ...(gates && { gates, gates_version }),
      ...(result && { outcome: result }),
    },
  });
}

export interface ModelEvent {
  actor: string;
  action: 'model.registered' | 'model.stage_changed' | 'model.refused' | 'model.manifest_hashed';
  version: string;
  detail: object;
}

/** Records an event of a model in the audit. */
export async function recordModelEvent(tx: Sql, { detail, ...event }: ModelEvent): Promise<void> {
  await tx.execute(readSqlFile('training/registry/record_model_event.sql'), { ...event, detail: json(detail) });
}
