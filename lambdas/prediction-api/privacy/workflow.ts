/** Starts the workflow that handles a request of a data subject. */
import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { v7 } from 'uuid';
import { requireEnv } from '../../shared/env.ts';

export type StartPrivacyRequest = (requestId: string) => Promise<void>;

/** Creates a function that starts the workflow: each start of a request is an execution of its own. */
export function createPrivacyStarter(client: SFNClient): StartPrivacyRequest {
  return async (requestId) => {
    const command = new StartExecutionCommand({
      stateMachineArn: requireEnv('PRIVACY_REQUEST_ARN'),
      name: `${requestId}_${v7()}`,
      input: JSON.stringify({ request_id: requestId }),
    });
    try {
      await client.send(command);
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  };
}
