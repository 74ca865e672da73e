/** Changes a model's lifecycle stage: by the gates after a training, or by a person who promotes or rolls back. */
import type { Sql } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { trainingConfiguration } from '../contract/configuration.ts';
import type { LifecycleChange, LifecycleChangeResult } from '../contract/lifecycle.ts';
import { decidePromotion } from '../promotion/promotion-decision.ts';
import { findFileFault, hashEarlierManifest } from './model-files.ts';
import {
  applyTransition,
  findModel,
  findModelAtStage,
  listUnhashedModels,
  lockRegistry,
  type RegisteredModel,
  type RegistryDependencies,
  recordModelEvent,
  type StageTransition,
  type TransitionAuthor,
} from './registry.ts';

type Admission = Extract<LifecycleChange, { action: 'admit' }>;
type Promotion = Extract<LifecycleChange, { action: 'promote' }>;
type Rollback = Extract<LifecycleChange, { action: 'rollback' }>;

/**
 * Changes one stage, and refuses a model whose files are not the registered ones. Idempotent for an execution: a repeated
 * call returns the stored result and changes nothing.
 */
export async function changeLifecycleStage(
  dependencies: RegistryDependencies,
  change: LifecycleChange,
): Promise<LifecycleChangeResult> {
  return dependencies.database.transaction(async (tx) => {
    await lockRegistry(tx);
    const [earlier] = await tx.query<{ outcome: LifecycleChangeResult }>(
      readSqlFile('training/registry/find_result_of_execution.sql'),
      { execution_id: change.execution_id },
    );
    if (earlier) return earlier.outcome;
    if (change.action === 'promote') return promote(tx, dependencies, change);
    if (change.action === 'rollback') return rollBack(tx, dependencies, change);
    const refusal = await hashServingManifests(tx, dependencies, change);
    if (refusal) return refusal;
    if (change.action === 'admit') return admit(tx, dependencies, change);
    return buildResult('followed', null, 'MLflow is written anew');
  });
}

/** Hashes the manifests of serving models that were registered before manifests were hashed. */
async function hashServingManifests(
  tx: Sql,
  dependencies: RegistryDependencies,
  { execution_id }: LifecycleChange,
): Promise<LifecycleChangeResult | undefined> {
  const author = {
    actor: 'model-registry',
    why: 'registered before manifests were hashed',
    caller: null,
    execution_id,
  };
  for (const version of await listUnhashedModels(tx)) {
    const model = await findModel(tx, version);
    const refusal = model && (await refuseChangedFiles(tx, dependencies, model, author));
    if (refusal) return refusal;
  }
  return undefined;
}

async function admit(
  tx: Sql,
  dependencies: RegistryDependencies,
  { version, actor, execution_id }: Admission,
): Promise<LifecycleChangeResult> {
  const model = await findModel(tx, version);
  if (!model) return refuseUnknownVersion(version);
  // Another execution of the same job has already decided the stage of the model.
  if (model.stage !== 'candidate') {
    return buildResult(toAdmissionOutcome(model), version, `${version} is ${model.stage}`);
  }
  const champion = await findModelAtStage(tx, 'champion');
  const { stage, reasons, gates } = decidePromotion(model.manifest, champion, trainingConfiguration);
  const author = { actor, why: reasons.join('; '), caller: null, execution_id };
  const refusal = await refuseChangedFiles(tx, dependencies, model, author);
  if (refusal) return refusal;
  const transition = { model, to: stage, reasons, gates, isPromotion: stage === 'champion' };
  return applyChange(tx, transition, author, stage, `${version} is ${stage}: ${reasons.join('; ')}`);
}

const toAdmissionOutcome = ({ stage, was_champion }: RegisteredModel) =>
  was_champion ? 'champion' : stage === 'rejected' ? 'rejected' : 'challenger';

async function promote(tx: Sql, dependencies: RegistryDependencies, change: Promotion): Promise<LifecycleChangeResult> {
  const { version, despite_gates } = change;
  const model = await findModel(tx, version);
  if (!model) return refuseUnknownVersion(version);
  if (model.stage === 'champion') {
    return buildResult('already_champion', version, `${version} is the champion already`);
  }
  const needsOverride = model.stage === 'rejected' || model.stage === 'candidate';
  if (needsOverride && !despite_gates) return refuseUnpassed(model);
  const refusal = await refuseChangedFiles(tx, dependencies, model, toAuthor(change));
  if (refusal) return refusal;
  const reasons = [`promoted${needsOverride ? ', despite its gates' : ''}: ${change.why}`];
  const transition = { model, to: 'champion' as const, reasons, isPromotion: true };
  return applyChange(tx, transition, toAuthor(change), 'champion', `${version} is the champion now`);
}

async function rollBack(tx: Sql, dependencies: RegistryDependencies, change: Rollback): Promise<LifecycleChangeResult> {
  const champion = await findModelAtStage(tx, 'champion');
  if (!champion) return buildResult('no_champion', null, 'there is no champion to roll back from');
  const version = change.version ?? (await findPreviousChampion(tx));
  if (!version) return buildResult('nothing_before', null, `no champion came before ${champion.version}`);
  const model = await findModel(tx, version);
  if (!model) return refuseUnknownVersion(version);
  if (model.stage === 'champion') {
    return buildResult('already_champion', version, `${version} is the champion already`);
  }
  if (!model.was_champion) {
    const message = `${version} never was champion, so nothing rolls back to it; promote it`;
    return buildResult('never_champion', version, message);
  }
  const refusal = await refuseChangedFiles(tx, dependencies, model, toAuthor(change));
  if (refusal) return refusal;
  const transition = { model, to: 'champion' as const, reasons: [`rolled back to: ${change.why}`] };
  return applyChange(tx, transition, toAuthor(change), 'rolled_back', `${version} is the champion again`);
}

async function findPreviousChampion(tx: Sql): Promise<string | undefined> {
  const [previous] = await tx.query<{ version: string }>(readSqlFile('training/registry/find_previous_champion.sql'));
  return previous?.version;
}

const toAuthor = ({ actor, caller, why, execution_id }: Promotion | Rollback): TransitionAuthor => ({
  ...{ actor, caller, why, execution_id },
});

async function applyChange(
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

function buildResult(
  outcome: LifecycleChangeResult['outcome'],
  version: string | null,
  message: string,
  reasons: string[] = [],
): LifecycleChangeResult {
  return { outcome, version, message, replaced: null, reasons };
}

const refuseUnknownVersion = (version: string) =>
  buildResult('unknown_version', version, `no model has the version ${version}`);

function refuseUnpassed({ version, stage }: RegisteredModel): LifecycleChangeResult {
  const [outcome, problem] =
    stage === 'rejected'
      ? (['rejected_by_gates', `${version} was rejected by its gates`] as const)
      : (['not_judged', `no gate has judged ${version} yet`] as const);
  return buildResult(outcome, version, `${problem}; --despite-gates promotes it all the same`);
}

/**
 * Hashes the model's files again: whoever writes the bucket must not choose what serves. A refusal is audited; so is the
 * first hash of a manifest.
 */
async function refuseChangedFiles(
  tx: Sql,
  dependencies: RegistryDependencies,
  model: RegisteredModel,
  { actor, caller, why, execution_id }: TransitionAuthor,
): Promise<LifecycleChangeResult | undefined> {
  const { version, stage } = model;
  const fault = await findFileFault(dependencies, model);
  const detail = { from: stage, to: stage, caller, execution_id };
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
