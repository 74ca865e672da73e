/** Whether the execution that opened a run is still at work. */
import { DescribeExecutionCommand, ExecutionDoesNotExist, InvalidArn, SFNClient } from '@aws-sdk/client-sfn';

let client: SFNClient | undefined;

/** An execution that Step Functions does not know (any more) is not at work. */
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
