/** Proposes changes of the champion, and applies approved ones through the workflow `model-lifecycle`. */
import pc from 'picocolors';
import { prepareModelChange } from '../../lambdas/shared/governance/model-change.ts';
import type { LifecycleChangeResult } from '../../lambdas/training/contract/lifecycle.ts';
import { loadEnvironmentConfig } from '../../lib/config.ts';
import type { OperatorEnvironment } from '../environment/operator-environment.ts';
import { identifyActingPerson } from '../requests/acting-person.ts';
import { openRequests, proposeRequest, type RequestRow, startModelEmergency } from '../requests/requests.ts';
import { runTimedWorkflow } from '../workflows/run-timed-workflow.ts';
import { resolveVersion } from './read-models.ts';

/** Results of a change that succeeded or was not needed. */
const DONE: ReadonlySet<string> = new Set(['champion', 'rolled_back', 'followed']);

export interface ModelChange {
  action: 'promote' | 'rollback';
  /** Beginning of a version; a rollback without it takes the champion before the present one. */
  version: string | undefined;
  why: string;
  /** Who acts, on the local cloud; on AWS it is the IAM identity. */
  as: string | undefined;
  /** Promotes a model also where a gate rejected it. */
  despiteGates: boolean;
  /** Rolls back at once, without an approval. */
  isEmergency: boolean;
}

/**
 * Proposes a promotion or a rollback. In an emergency the rollback needs no approval; it is applied by `applyModelRequest`.
 * @throws {UnknownVersion} when no version, or more than one, begins so
 * @throws {RequestRefused} when the change cannot be made, or the same one is proposed already
 * @throws {CallerUnknown} when AWS accepts no credentials
 */
export async function proposeModelChange(operator: OperatorEnvironment, change: ModelChange): Promise<RequestRow> {
  const version = change.version ? await resolveVersion(operator.database, change.version) : null;
  const kind = change.action === 'promote' ? 'model_promotion' : 'model_rollback';
  const by = await identifyActingPerson(operator, change.as);
  const database = openRequests();
  const prepared = await prepareModelChange(database, { kind, version, despite_gates: change.despiteGates });
  const proposal = { kind, ...prepared, why: change.why, by } as const;
  if (change.isEmergency) return startModelEmergency(database, proposal);
  return proposeRequest(database, proposal, loadEnvironmentConfig(operator.environment).governance.request_days);
}

/** Makes the change of an approved request; safe to repeat. */
export function applyModelRequest(operator: OperatorEnvironment, request_id: string): Promise<LifecycleChangeResult> {
  return runLifecycleWorkflow(operator, { action: 'apply', request_id });
}

/** Writes the aliases and tags of MLflow again from the database; safe to repeat. */
export function repairMlflow(operator: OperatorEnvironment): Promise<LifecycleChangeResult> {
  return runLifecycleWorkflow(operator, { action: 'follow' });
}

async function runLifecycleWorkflow(
  { parameter, progress, ownsCloud }: OperatorEnvironment,
  input: Record<string, unknown>,
): Promise<LifecycleChangeResult> {
  return (await runTimedWorkflow<LifecycleChangeResult>('model-lifecycle', input, { parameter, progress, ownsCloud }))
    .output;
}

/** Prints the result; the exit code is 1 where the change was refused. */
export function printModelChange({ outcome, message }: LifecycleChangeResult): void {
  const isDone = DONE.has(outcome);
  console.log(`\n  ${isDone ? pc.green(outcome) : pc.red(outcome)}: ${message}`);
  if (outcome === 'champion' || outcome === 'rolled_back') {
    console.log(`  ${pc.dim('Requests are scored with it within half a minute, batches from their next start.')}`);
  }
  if (!isDone) process.exitCode = 1;
}
