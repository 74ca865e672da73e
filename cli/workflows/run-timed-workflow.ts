/** Runs a workflow by its name, shows its steps as they pass, and returns how long each took. */
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Progress } from '../terminal/progress.ts';
import type { WorkflowStep } from './execution-steps.ts';
import { followSteps } from './follow-steps.ts';
import { sayThatItContinues } from './interrupt-notice.ts';
import { runWorkflow } from './run-workflow.ts';

/** Seconds of one workflow, in all and by step. */
export interface WorkflowTiming {
  seconds: number;
  stages: Record<string, number>;
}

export interface WorkflowDependencies {
  /** Reads a parameter of the environment, such as `workflow/daily-etl-arn`. */
  parameter: (name: string) => string;
  progress: Progress;
  /** Whether Ctrl-C stops the cloud, and the execution with it: the command has started it. */
  ownsCloud?: boolean;
}

/**
 * Runs `daily-etl`, `training`, `scoring` or `monitoring` to its end.
 * @throws {WorkflowFailed} when the execution does not succeed
 */
export async function runTimedWorkflow<Output>(
  workflow: string,
  input: Record<string, unknown>,
  { parameter, progress, ownsCloud }: WorkflowDependencies,
): Promise<{ output: Output; timing: WorkflowTiming }> {
  const started = performance.now();
  const following = followSteps(workflow, progress);
  const stopListening = ownsCloud ? () => {} : sayThatItContinues(workflow);
  const { output, steps } = await runWorkflow<Output>(
    new SFNClient({}),
    parameter(`workflow/${workflow}-arn`),
    input,
    following.show,
  ).finally(stopListening);
  following.end();
  return { output, timing: toTiming(steps, (performance.now() - started) / 1000) };
}

function toTiming(steps: WorkflowStep[], seconds: number): WorkflowTiming {
  const stages: Record<string, number> = {};
  for (const { name, startedAt, endedAt } of steps) {
    const spent = ((endedAt ?? startedAt) - startedAt) / 1000;
    if (spent > 0) stages[name] = Number(((stages[name] ?? 0) + spent).toFixed(3));
  }
  return { seconds: Number(seconds.toFixed(3)), stages };
}
