/** Finds a running execution of the training workflow that began before the given one. */
import { ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { selectEarlierExecution, type TrainingExecution, toStateMachineArn } from './training-guard.ts';

export async function findEarlierTraining(
  client: SFNClient,
  executionArn: string,
): Promise<TrainingExecution | undefined> {
  const stateMachineArn = toStateMachineArn(executionArn);
  const { executions = [] } = await client.send(
    new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }),
  );
  return selectEarlierExecution(
    executionArn,
    executions.map(({ executionArn: id = '', startDate }) => ({ id, started_at: startDate ?? new Date(0) })),
  );
}
