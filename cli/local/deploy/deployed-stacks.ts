/** Lists the deployed stacks, to compare them with the record of the last deploy; removes those that are half created. */
import {
  CloudFormationClient,
  DeleteStackCommand,
  paginateDescribeStacks,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import { buildSdkConfiguration, type LocalSettings } from '../settings/local-settings.ts';

export interface DeployedStack {
  id: string;
  status: string;
  /** Time of the last update, or of the creation. */
  changedAt: string;
}

/** Lists every stack that is not deleted, by name. */
export async function listDeployedStacks(settings: LocalSettings): Promise<Record<string, DeployedStack>> {
  const client = new CloudFormationClient(buildSdkConfiguration(settings));
  const stacks: Record<string, DeployedStack> = {};
  try {
    for await (const page of paginateDescribeStacks({ client }, {})) {
      for (const stack of page.Stacks ?? []) {
        if (!stack.StackName || stack.StackStatus === 'DELETE_COMPLETE') continue;
        stacks[stack.StackName] = {
          id: stack.StackId ?? '',
          status: stack.StackStatus ?? '',
          changedAt: (stack.LastUpdatedTime ?? stack.CreationTime)?.toISOString() ?? '',
        };
      }
    }
  } finally {
    client.destroy();
  }
  return stacks;
}

/** Whether the last creation or update of the stack succeeded. */
export const isComplete = ({ status }: DeployedStack): boolean =>
  status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE';

const DELETE_TIMEOUT_SECONDS = 60;

/**
 * Deletes the stacks that a start which was ended in the middle of its deploy left half created. MiniStack goes on with
 * none of them, and the CDK would take them for deployed ones without outputs.
 */
export async function deleteHalfCreatedStacks(
  settings: LocalSettings,
  stacks: Record<string, DeployedStack>,
): Promise<void> {
  const client = new CloudFormationClient(buildSdkConfiguration(settings));
  try {
    for (const [StackName, { status }] of Object.entries(stacks)) {
      if (status !== 'CREATE_IN_PROGRESS') continue;
      await client.send(new DeleteStackCommand({ StackName }));
      await waitUntilStackDeleteComplete({ client, maxWaitTime: DELETE_TIMEOUT_SECONDS, minDelay: 1 }, { StackName });
    }
  } finally {
    client.destroy();
  }
}
