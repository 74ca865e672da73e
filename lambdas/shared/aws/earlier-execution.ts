/** Finds a running execution of the same workflow that began before this one, so that exactly one of them works. */
import { ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn';

/** A running execution. */
export interface RunningExecution {
  id: string;
  started_at: Date;
}

export async function findEarlierExecution(
  client: SFNClient,
  executionArn: string,
): Promise<RunningExecution | undefined> {
  return selectEarlierExecution(executionArn, await listRunning(client, toStateMachineArn(executionArn)));
}

/** Lists the running executions of a workflow. */
export async function listRunning(client: SFNClient, stateMachineArn: string): Promise<RunningExecution[]> {
  const { executions = [] } = await client.send(
    new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }),
  );
  return executions.map(({ executionArn: id = '', startDate }) => ({ id, started_at: startDate ?? new Date(0) }));
}

/**
 * Selects the first running execution, unless it is this one. Executions that started at the same time are ordered by
 * their id.
 */
export function selectEarlierExecution(
  executionId: string,
  running: readonly RunningExecution[],
): RunningExecution | undefined {
  const compare = (a: RunningExecution, b: RunningExecution) =>
    a.started_at.getTime() - b.started_at.getTime() || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  const [first] = running.toSorted(compare);
  return first && first.id !== executionId ? first : undefined;
}

/** Derives the ARN of the state machine from the ARN of its execution. */
export const toStateMachineArn = (executionArn: string): string =>
  executionArn.replace(':execution:', ':stateMachine:').replace(/:[^:]*$/, '');
