/** Changes the lifecycle stage of a model through the workflow `model-lifecycle`, and prints the result. */
import pc from 'picocolors';
import type { LifecycleChangeResult } from '../../lambdas/training/contract/lifecycle.ts';
import type { OperatorEnvironment } from '../environment/operator-environment.ts';
import { runTimedWorkflow } from '../workflows/run-timed-workflow.ts';
import { resolveVersion } from './read-models.ts';

/** Results of a change that succeeded or was not needed. */
const DONE: ReadonlySet<string> = new Set(['champion', 'rolled_back', 'followed', 'already_champion']);

export interface ModelChange {
  action: 'promote' | 'rollback';
  /** Beginning of a version; a rollback without it takes the champion before the present one. */
  version: string | undefined;
  why: string;
  /** On whose behalf; default: the IAM identity that runs the command, which is stored anyway. */
  actor: string | undefined;
  /** Promotes a model also where a gate rejected it. */
  despiteGates: boolean;
}

/**
 * Makes a model champion.
 * @throws {UnknownVersion} when no version, or more than one, begins so
 * @throws {CallerUnknown} when AWS accepts no credentials
 */
export async function promoteOrRollBack(
  operator: OperatorEnvironment,
  { action, why, actor, despiteGates, ...change }: ModelChange,
): Promise<LifecycleChangeResult> {
  const version = change.version && (await resolveVersion(operator.database, change.version));
  const caller = await operator.identifyCaller();
  const input = { action, why, actor: actor || caller, caller, despite_gates: despiteGates };
  return runLifecycleWorkflow(operator, { ...input, ...(version && { version }) });
}

/** Writes the aliases and tags of MLflow again from the database; safe to repeat. */
export async function repairMlflow(operator: OperatorEnvironment): Promise<LifecycleChangeResult> {
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
