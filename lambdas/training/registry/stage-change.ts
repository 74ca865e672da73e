/** Steps that every change of a lifecycle stage takes: the check of the model's files, the transition, the result. */
import type { Sql } from '../../shared/aws/database.ts';
import type { ScoreScale } from '../../shared/model/score-scale.ts';
import { resolveScoreScale, ScoreScaleConflict } from '../../shared/policy/score-scale.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { LifecycleChangeResult } from '../contract/lifecycle.ts';
import { findFileFault, hashEarlierManifest } from './model-files.ts';
import {
  applyTransition,
  type RegisteredModel,
  type RegistryDependencies,
  recordModelEvent,
  type StageTransition,
  type TransitionAuthor,
} from './registry.ts';

/** Makes the transition; the result names the model that it replaced. */
export async function applyChange(
  tx: Sql,
  transition: StageTransition,
  author: TransitionAuthor,
  outcome: LifecycleChangeResult['outcome'],
  message: string,
): Promise<LifecycleChangeResult> {
  let result = buildResult(outcome, transition.model.version, message, transition.reasons);
  await applyTransition(tx, transition, author, (replaced) => {
    result = { ...result, replaced, message: replaced ? `${message}; it took the place of ${replaced}` : message };
    return result;
  });
  return result;
}

/** Builds a result that replaced nothing. */
export function buildResult(
  outcome: LifecycleChangeResult['outcome'],
  version: string | null,
  message: string,
  reasons: string[] = [],
): LifecycleChangeResult {
  return { outcome, version, message, replaced: null, reasons };
}

export const refuseUnknownVersion = (version: string) =>
  buildResult('unknown_version', version, `no model has the version ${version}`);

/** A row of sql/training/registry/list_policy_scales.sql. */
interface PolicyScale {
  version: string;
  score: ScoreScale | null;
}

/** A champion on another scale than a policy states could not decide: its points would mean something else. */
export async function refuseOtherScale(
  tx: Sql,
  { version, manifest }: Pick<RegisteredModel, 'version' | 'manifest'>,
): Promise<LifecycleChangeResult | undefined> {
  const policies = await tx.query<PolicyScale>(readSqlFile('training/registry/list_policy_scales.sql'));
  try {
    for (const policy of policies) {
      const { score_scale } = manifest;
      resolveScoreScale({ version: policy.version, score: policy.score ?? undefined }, { version, score_scale });
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof ScoreScaleConflict)) throw error;
    return buildResult('other_scale', version, `${version} is refused: ${error.message}`);
  }
}

/**
 * Hashes the model's files again: whoever writes the bucket must not choose what serves. A refusal is audited; so is the
 * first hash of a manifest.
 */
export async function refuseChangedFiles(
  tx: Sql,
  dependencies: RegistryDependencies,
  model: RegisteredModel,
  { actor, caller, why, execution_id, request_id }: TransitionAuthor,
): Promise<LifecycleChangeResult | undefined> {
  const { version, stage } = model;
  const fault = await findFileFault(dependencies, model);
  const detail = { from: stage, to: stage, caller, execution_id, ...(request_id && { request_id }) };
  if (!fault) {
    if (model.manifest_sha256 !== null) return undefined;
    await hashEarlierManifest(tx, dependencies, model);
    await recordModelEvent(tx, { actor, action: 'model.manifest_hashed', version, detail: { ...detail, why } });
    return undefined;
  }
  const outcome = buildResult('damaged', version, `${version} is refused: ${fault}`);
  await recordModelEvent(tx, { actor, action: 'model.refused', version, detail: { ...detail, why: fault, outcome } });
  return outcome;
}
