/** Starts the daily workflow after an import, so that its days are published without waiting for the night. */
import {
  ExecutionAlreadyExists,
  ListExecutionsCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { ImportWork } from '../contract/import-state.ts';

/**
 * Starts it once: the execution is named after the work. One that runs already takes new deliveries when it has ended its
 * run, and a second one would fail.
 * @param workflowArn of the state machine or of its alias
 */
export async function startDailyRun(sfn: SFNClient, workflowArn: string, { work_id }: ImportWork): Promise<void> {
  const stateMachineArn = workflowArn.split(':').slice(0, 7).join(':');
  const running = new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 1 });
  const { executions = [] } = await sfn.send(running);
  if (executions.length > 0) return;
  try {
    await sfn.send(new StartExecutionCommand({ stateMachineArn: workflowArn, name: `import-${work_id}`, input: '{}' }));
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
}
