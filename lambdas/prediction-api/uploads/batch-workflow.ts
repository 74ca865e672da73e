/** Starts the workflow that scores a batch. */
import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { requireEnv } from '../../shared/env.ts';

/** Starts it once, however often it is called: the execution has the batch's id as its name. */
export function createWorkflowStarter(client: SFNClient): (batchId: string) => Promise<void> {
  return async (batchId) => {
    const command = new StartExecutionCommand({
      ...{
        stateMachineArn: requireEnv('BATCH_SCORING_ARN'),
        name: batchId,
        input: JSON.stringify({ batch_id: batchId }),
      },
    });
    try {
      await client.send(command);
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  };
}
