/** Runs a workflow by its name, shows its stages as they pass, and says how long each took. */
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Progress } from '../terminal/progress.ts';
import { followStages } from './follow-stages.ts';
import { runWorkflow, type Stage } from './workflow.ts';

/** Seconds of one workflow, whole and by its stages. */
export interface Timing {
  seconds: number;
  stages: Record<string, number>;
}

/** Where a workflow is found, and where its progress is shown. */
export interface WorkflowTools {
  parameter: (name: string) => string;
  progress: Progress;
}

/** Runs `daily-etl`, `training`, `scoring` or `monitoring` to its end. Throws WorkflowFailed with the Fail state's error and cause. */
export async function runTimed<Output>(
  workflow: string,
  input: Record<string, unknown>,
  { parameter, progress }: WorkflowTools,
): Promise<{ output: Output; timing: Timing }> {
  const started = performance.now();
  const stages = followStages(workflow, progress);
  const result = await runWorkflow<Output>(
    new SFNClient({}),
    parameter(`workflow/${workflow}-arn`),
    input,
    stages.show,
  );
  stages.end();
  return { output: result.output, timing: timingOf(result.stages, (performance.now() - started) / 1000) };
}

function timingOf(stages: Stage[], seconds: number): Timing {
  const byName: Record<string, number> = {};
  for (const { name, startedAt, endedAt } of stages) {
    const spent = ((endedAt ?? startedAt) - startedAt) / 1000;
    if (spent > 0) byName[name] = Number(((byName[name] ?? 0) + spent).toFixed(3));
  }
  return { seconds: Number(seconds.toFixed(3)), stages: byName };
}
