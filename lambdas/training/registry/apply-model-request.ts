/** Applies an approved request to the registry: a promotion or a rollback. The request ends as applied or as failed. */
import { type Sql, uuid } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { LifecycleChange, LifecycleChangeResult } from '../contract/lifecycle.ts';
import { findModel, findModelAtStage, type RegisteredModel, type RegistryDependencies } from './registry.ts';
import {
  applyChange,
  buildResult,
  refuseChangedFiles,
  refuseOtherScale,
  refuseUnknownVersion,
} from './stage-change.ts';

type Application = Extract<LifecycleChange, { action: 'apply' }>;

/** A row of sql/training/registry/find_model_request.sql. */
interface ModelRequest {
  request_id: string;
  kind: 'model_promotion' | 'model_rollback';
  state: string;
  version: string;
  /** Champion when the change was proposed; null where there was none. */
  replaces: string | null;
  despite_gates: boolean;
  is_emergency: boolean;
  proposed_by: string;
  proposed_why: string;
  decided_by: string;
  /** Result of the execution that applied it; null before. */
  outcome: LifecycleChangeResult | null;
}

/**
 * Needs the registry's lock. A request that was applied before returns its result again.
 * A refusal is stored with the request, which then cannot be applied any more.
 */
export async function applyModelRequest(
  tx: Sql,
  dependencies: RegistryDependencies,
  { request_id, execution_id }: Application,
): Promise<LifecycleChangeResult> {
  const [request] = await tx.query<ModelRequest>(readSqlFile('training/registry/find_model_request.sql'), {
    request_id: uuid(request_id),
  });
  if (!request) return buildResult('unknown_request', null, `no request of a model has the id ${request_id}`);
  if (request.state === 'applied' && request.outcome) return request.outcome;
  if (request.state !== 'approved') {
    return buildResult('not_approved', request.version, `the request ${request_id} is ${request.state}, not approved`);
  }
  const result = await makeChange(tx, dependencies, request, execution_id);
  const isApplied = result.outcome === 'champion' || result.outcome === 'rolled_back';
  await tx.query(readSqlFile(`training/registry/${isApplied ? 'mark_request_applied' : 'mark_request_failed'}.sql`), {
    ...{ request_id: uuid(request_id), decided_by: request.decided_by },
    ...(!isApplied && { failure: result.message }),
  });
  return request.is_emergency ? { ...result, is_emergency: true } : result;
}

async function makeChange(
  tx: Sql,
  dependencies: RegistryDependencies,
  request: ModelRequest,
  execution_id: string,
): Promise<LifecycleChangeResult> {
  const { version, request_id, proposed_by, proposed_why, decided_by } = request;
  const model = await findModel(tx, version);
  if (!model) return refuseUnknownVersion(version);
  const refusal =
    (await refuseOvertaken(tx, model, request)) ?? refuseStage(model, request) ?? (await refuseOtherScale(tx, model));
  if (refusal) return refusal;
  const author = { actor: decided_by, why: proposed_why, caller: null, execution_id, request_id, proposed_by };
  const damage = await refuseChangedFiles(tx, dependencies, model, author);
  if (damage) return damage;
  if (request.kind === 'model_rollback') {
    const transition = { model, to: 'champion' as const, reasons: [`rolled back to: ${proposed_why}`] };
    return applyChange(tx, transition, author, 'rolled_back', `${version} is the champion again`);
  }
  const reasons = [`promoted${isUnpassed(model) ? ', despite its gates' : ''}: ${proposed_why}`];
  const transition = { model, to: 'champion' as const, reasons, isPromotion: true };
  return applyChange(tx, transition, author, 'champion', `${version} is the champion now`);
}

/** What was approved is the change from one champion to another; with a third one it is another change. */
async function refuseOvertaken(
  tx: Sql,
  { version, stage }: RegisteredModel,
  { replaces }: ModelRequest,
): Promise<LifecycleChangeResult | undefined> {
  if (stage === 'champion') return buildResult('already_champion', version, `${version} is the champion already`);
  const champion = (await findModelAtStage(tx, 'champion'))?.version ?? null;
  if (champion === replaces) return undefined;
  const message = `the champion is ${champion ?? 'none'} by now, and was ${replaces ?? 'none'} when ${version} was proposed; propose it again`;
  return buildResult('champion_changed', version, message);
}

const isUnpassed = ({ stage }: RegisteredModel): boolean => stage === 'rejected' || stage === 'candidate';

/** The database checked it at the proposal; the stage can be another one since. */
function refuseStage(model: RegisteredModel, { kind, despite_gates }: ModelRequest): LifecycleChangeResult | undefined {
  const { version, stage } = model;
  if (kind === 'model_rollback' && !model.was_champion) {
    const message = `${version} never was champion, so nothing rolls back to it; promote it`;
    return buildResult('never_champion', version, message);
  }
  if (kind === 'model_rollback' || !isUnpassed(model) || despite_gates) return undefined;
  return stage === 'rejected'
    ? buildResult('rejected_by_gates', version, `${version} was rejected by its gates`)
    : buildResult('not_judged', version, `no gate has judged ${version} yet`);
}
