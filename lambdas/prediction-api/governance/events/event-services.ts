/** The services of the calls about events: KMS for secrets, and the publisher's function. */
import type { KMSClient } from '@aws-sdk/client-kms';
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { readOptionalEnv, requireEnv } from '../../../shared/env.ts';
import { sealSecret } from '../../../shared/webhooks/webhook-secret.ts';
import type { EventServices } from './dependencies.ts';

export function createEventServices(kms: KMSClient, lambda: LambdaClient): EventServices {
  return {
    sealSecret: (endpoint_id, secret) => sealSecret(kms, requireEnv('KEY_ARN'), endpoint_id, secret),
    publish: async () => {
      const call = {
        FunctionName: requireEnv('PUBLISH_EVENTS_FUNCTION'),
        InvocationType: 'Event',
        Payload: '{}',
      } as const;
      // What is queued stays queued: the next call of the schedule publishes it.
      await lambda.send(new InvokeCommand(call)).catch(() => {});
    },
    addressRules: () => ({ allowsPrivate: readOptionalEnv('PRIVATE_ENDPOINTS') === 'true' }),
  };
}
