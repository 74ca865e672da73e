/** Changes a model's lifecycle stage: by the gates after a training, or by an approved request. */
import type { Sql } from '../../shared/aws/database.ts';
import { readGatesInForce } from '../../shared/governance/gates-in-force.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { LifecycleChange, LifecycleChangeResult } from '../contract/lifecycle.ts';
import { decidePromotion } from '../promotion/promotion-decision.ts';
import { applyModelRequest } from './apply-model-request.ts';
import {
  findModel,
  findModelAtStage,
  listUnhashedModels,
  lockRegistry,
  type RegisteredModel,
  type RegistryDependencies,
} from './registry.ts';
import {
  applyChange,
  buildResult,
  refuseChangedFiles,
  refuseOtherScale,
  refuseUnknownVersion,
} from './stage-change.ts';

type Admission = Extract<LifecycleChange, { action: 'admit' }>;

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
    if (change.action === 'apply') return applyModelRequest(tx, dependencies, change);
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
  const { gates_version, document } = await readGatesInForce(tx);
  const judged = decidePromotion(model.manifest, champion, document);
  const conflict = judged.stage === 'champion' ? await refuseOtherScale(tx, model) : undefined;
  // It only shadows until a person has changed the policy.
  const { stage, reasons } = conflict ? { stage: 'challenger' as const, reasons: [conflict.message] } : judged;
  const author = { actor, why: reasons.join('; '), caller: null, execution_id };
  const refusal = await refuseChangedFiles(tx, dependencies, model, author);
  if (refusal) return refusal;
  const transition = {
    model,
    to: stage,
    reasons,
    gates: judged.gates,
    gates_version,
    isPromotion: stage === 'champion',
  };
  return applyChange(tx, transition, author, stage, `${version} is ${stage}: ${reasons.join('; ')}`);
}

const toAdmissionOutcome = ({ stage, was_champion }: RegisteredModel) =>
  was_champion ? 'champion' : stage === 'rejected' ? 'rejected' : 'challenger';
