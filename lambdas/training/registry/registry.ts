/** The registry's rows: the one place that moves a model from a stage to another, and writes down who did and why. */
import { json, type Sql } from '../../shared/aws/database.ts';
import { RiskError } from '../../shared/errors.ts';
import type { ModelManifest } from '../../shared/model/model-manifest.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { ChampionFigures, GateResult } from '../promotion/gates.ts';
import type { LifecycleStage } from '../promotion/promotion-decision.ts';

/** Another transaction moved the model though the registry is locked: someone wrote past this module. */
export class LifecycleStageConflict extends RiskError {
  constructor(version: string, from: LifecycleStage) {
    super(`model ${version} is not ${from} any more`);
  }
}

export interface RegisteredModel {
  version: string;
  kind: string;
  stage: LifecycleStage;
  onnx_key: string;
  onnx_sha256: string;
  /** As it was registered: an older one may lack what is asked of a new one. */
  manifest: ModelManifest;
  was_champion: boolean;
}

export interface StageTransition {
  model: Pick<RegisteredModel, 'version' | 'stage'>;
  to: LifecycleStage;
  reasons: string[];
  gates?: GateResult[];
  /** A promotion counts as the newest; a rollback does not. */
  isPromotion?: boolean;
}

/** Who moves, why, and on whose behalf it is written down. */
export interface TransitionAuthor {
  actor: string;
  why: string;
  /** IAM identity of the command; null for a workflow. */
  caller: string | null;
  execution_id: string;
}

/** Until the transaction ends nobody else changes a stage. */
export const lockRegistry = (tx: Sql) => tx.query(readSqlFile('training/registry/lock_registry.sql'));

export async function findModel(tx: Sql, version: string): Promise<RegisteredModel | undefined> {
  const [model] = await tx.query<RegisteredModel>(readSqlFile('training/registry/find_model.sql'), { version });
  return model;
}

export async function findModelAtStage(
  tx: Sql,
  stage: 'champion' | 'challenger',
): Promise<({ version: string } & ChampionFigures) | undefined> {
  const [model] = await tx.query<{ version: string } & ChampionFigures>(
    readSqlFile('training/registry/find_model_at_stage.sql'),
    {
      stage,
    },
  );
  return model;
}

/**
 * Moves a model, and whoever stood at that stage before out of it; with `outcome` in the audit of the model itself, so
 * that a repeated execution answers the same. Only under the registry's lock.
 * @returns the version that was replaced
 * @throws {LifecycleStageConflict} when it is at another stage than `move.model` says
 */
export async function applyTransition(
  tx: Sql,
  move: StageTransition,
  mover: TransitionAuthor,
  outcome: (replaced: string | null) => object,
): Promise<void> {
  const { model, to } = move;
  const before = to === 'champion' || to === 'challenger' ? await findModelAtStage(tx, to) : undefined;
  const replaced = before && before.version !== model.version ? before.version : null;
  if (replaced) {
    const reasons = [`${model.version} took its place`];
    await write(tx, { model: { version: replaced, stage: to }, to: 'retired', reasons }, mover, null);
  }
  await write(tx, move, mover, outcome(replaced));
}

async function write(tx: Sql, move: StageTransition, mover: TransitionAuthor, outcome: object | null): Promise<void> {
  const { model, to, reasons, gates, isPromotion = false } = move;
  const moved = await tx.execute(readSqlFile('training/registry/set_stage.sql'), {
    ...{ version: model.version, from_stage: model.stage, to_stage: to, is_promotion: isPromotion },
    ...{ reasons: json(reasons), gates: json(gates ?? null) },
  });
  if (moved !== 1) throw new LifecycleStageConflict(model.version, model.stage);
  const { actor, why, caller, execution_id } = mover;
  await tx.execute(readSqlFile('training/registry/record_model_event.sql'), {
    ...{ actor, action: 'model.stage_changed', version: model.version },
    detail: json({
      ...{ from: model.stage, to, why: outcome ? why : reasons.join('; '), reasons, caller, execution_id },
      ...(gates && { gates }),
      ...(outcome && { outcome }),
    }),
  });
}
