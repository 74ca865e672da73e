/** Starts a Step Functions execution, waits for its end, and reports the steps that it passes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeExecutionCommand, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { CommandError } from '../terminal/command-error.ts';
import { ExecutionSteps, type WorkflowStep } from './execution-steps.ts';

/** The execution failed, was stopped or timed out. The message contains the Fail state's error and cause. */
export class WorkflowFailed extends CommandError {}

/** Part of the ARN of a state machine and of its alias that names the state machine. */
const STATE_MACHINE_NAME = 6;

const POLL_MILLISECONDS = 250;
/** The history of a long execution is long, and the emulator reads it in the thread that its tasks need. */
const LONGEST_POLL_MILLISECONDS = 5_000;

/**
 * Runs a state machine to its end and returns its output.
 * @param onSteps called with all steps so far, at every poll
 * @param name name of the execution; by default Step Functions makes one up
 * @throws {WorkflowFailed} when the execution does not succeed
 */
export async function runWorkflow<Output>(
  client: SFNClient,
  stateMachineArn: string,
  input: Record<string, unknown>,
  onSteps: (steps: WorkflowStep[]) => void,
  name?: string,
): Promise<{ output: Output; steps: WorkflowStep[] }> {
  const { executionArn = '' } = await client.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input), ...(name && { name }) }),
  );
  const execution = new ExecutionSteps(client, executionArn);
  const started = Date.now();
  for (;;) {
    const { status, output, error, cause } = await client.send(new DescribeExecutionCommand({ executionArn }));
    const steps = await execution.read();
    onSteps(steps);
    if (status === 'SUCCEEDED') return { output: JSON.parse(output ?? 'null'), steps };
    if (status !== 'RUNNING') {
      const workflow = stateMachineArn.split(':')[STATE_MACHINE_NAME] ?? '';
      throw new WorkflowFailed(
        `${workflow} ended as ${status}: ${error ?? 'no error name'}: ${cause ?? 'no cause given'}; ${suggestCommand(workflow)}`,
      );
    }
    await sleep(Math.min(LONGEST_POLL_MILLISECONDS, POLL_MILLISECONDS + (Date.now() - started) / 50));
  }
}

/** The command that shows why a workflow failed. */
function suggestCommand(workflow: string): string {
  if (workflow.endsWith('daily-etl'))
    return 'npm run quality shows why the run was not published, npm run logs every line';
  return `npm run logs -- --execution ${workflow.replace(/^risk-[a-z]+-/, '')} shows every line`;
}
