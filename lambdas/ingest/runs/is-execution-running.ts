/** Reads from Step Functions whether an execution of the daily workflow is still running. */
import { DescribeExecutionCommand, ExecutionDoesNotExist, InvalidArn, SFNClient } from '@aws-sdk/client-sfn';

let client: SFNClient | undefined;

/** Returns false for an execution that Step Functions cannot find. */
export async function isExecutionRunning(executionArn: string): Promise<boolean> {
  client ??= new SFNClient({});
  try {
    const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
    return status === 'RUNNING' || status === 'PENDING_REDRIVE';
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist || error instanceof InvalidArn) return false;
    throw error;
  }
}
