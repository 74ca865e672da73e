/** Makes the sender of an endpoint: the event bus, or a webhook with its secrets decrypted. */
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { KMSClient } from '@aws-sdk/client-kms';
import { openSecret } from '../../shared/webhooks/webhook-secret.ts';
import { createPoster, type PosterOptions } from '../sending/post-event.ts';
import { createBusSender, createWebhookSender } from '../sending/senders.ts';
import type { Publisher } from './publish-events.ts';

export interface SenderServices {
  events: EventBridgeClient;
  bus: string;
  kms: KMSClient;
  keyId: string;
  poster: PosterOptions;
}

export function createSenderOpener({ events, bus, kms, keyId, poster }: SenderServices): Publisher['openSender'] {
  return async ({ endpoint_id, kind, url, secret, former_secret }) => {
    if (kind === 'bus') return { sender: createBusSender(events, bus), close: () => {} };
    const sealed = [secret, former_secret].filter((text) => text !== null);
    const secrets = await Promise.all(sealed.map((text) => openSecret(kms, keyId, endpoint_id, text)));
    const connections = createPoster(poster);
    return {
      sender: createWebhookSender(connections, { url: url ?? '', secrets }),
      close: () => connections.close(),
    };
  };
}
