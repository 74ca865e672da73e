/** Ends the executions that a stopped smoke test left running, so that nothing is written while it is removed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ExecutionListItem, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { listExecutions, listWorkflowArns, parseWorkflowName } from '../../aws/executions.ts';
import { SMOKE_PREFIX } from '../run-workflow.ts';
import { CheckFailed, type Removal } from '../smoke-step.ts';

const POLL_MILLISECONDS = 1000;
const MAX_POLLS = 120;

export const executionsRemoval: Removal = {
  name: 'executions',
  async remove({ environment }) {
    for (let poll = 0; poll < MAX_POLLS; poll += 1) {
      const running = await listRunningExecutions(environment);
      if (running.length === 0) return;
      const client = new SFNClient({});
      for (const { executionArn, name } of running) {
        if (name?.startsWith(SMOKE_PREFIX)) await client.send(new StopExecutionCommand({ executionArn }));
      }
      await sleep(POLL_MILLISECONDS); // nested executions end with the one that waits for them
    }
    const [execution] = await listRunningExecutions(environment);
    throw new CheckFailed(`${parseWorkflowName(execution?.executionArn ?? '')} still runs: ${execution?.executionArn}`);
  },
};

export async function listRunningExecutions(environment: string): Promise<ExecutionListItem[]> {
  const client = new SFNClient({});
  const workflows = await listWorkflowArns(client, environment);
  return listExecutions(client, workflows.values(), { running: true });
}
