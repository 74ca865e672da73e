/** Asks import-raw-file for work on an import. */
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { ImportWork } from '../../onboarding/contract/import-state.ts';
import { requireEnv } from '../../shared/env.ts';

/** Creates a function that asks for work and does not wait for it. The same work may be asked for again. */
export function createWorkerCall(client: LambdaClient): (work: ImportWork) => Promise<void> {
  return async (work) => {
    await client.send(
      new InvokeCommand({
        FunctionName: requireEnv('IMPORT_FUNCTION'),
        InvocationType: 'Event',
        Payload: JSON.stringify(work),
      }),
    );
  };
}
