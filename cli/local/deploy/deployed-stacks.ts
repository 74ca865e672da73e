/** Lists the deployed stacks, to compare them with the record of the last deploy. */
import { CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
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
