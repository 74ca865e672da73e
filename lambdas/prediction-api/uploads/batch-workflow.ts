/** Starts the workflow that scores a batch. */
import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { requireEnv } from '../../shared/env.ts';

/** Creates a function that starts the workflow once for each batch: the batch's id is the execution's name. */
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
