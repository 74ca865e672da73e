/** Runs a workflow of the environment under a name by which everything that it made is found again. */
import { randomUUID } from 'node:crypto';
import { SFNClient } from '@aws-sdk/client-sfn';
import { runWorkflow } from '../workflows/run-workflow.ts';
import type { SmokeContext } from './smoke-step.ts';

/** Begins the names of executions, people and queues of a smoke test; sql/cli/smoke/ has it too. */
export const SMOKE_PREFIX = 'smoke-';

/**
 * Runs a workflow to its end and returns its output.
 * @throws {WorkflowFailed} when the execution does not succeed
 */
export async function runSmokeWorkflow<Output>(
  { parameter, report, signal }: SmokeContext,
  workflow: string,
  input: Record<string, unknown>,
): Promise<Output> {
  signal.throwIfAborted();
  const { output } = await runWorkflow<Output>(
    new SFNClient({}),
    parameter(`workflow/${workflow}-arn`),
    input,
    (steps) => report(`${workflow}: ${steps.at(-1)?.name ?? 'started'}`),
    `${SMOKE_PREFIX}${randomUUID()}`,
  );
  return output;
}
