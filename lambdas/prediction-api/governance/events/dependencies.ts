/** What the calls about events use beyond those of governance. */
import type { AddressRules } from '../../../shared/webhooks/webhook-url.ts';
import type { GovernanceDependencies } from '../dependencies.ts';

export interface EventServices {
  /** Encrypts the secret of a webhook. */
  sealSecret: (endpoint_id: string, secret: string) => Promise<string>;
  /** Asks the publisher to send what waits now, and does not wait for it. */
  publish: () => Promise<void>;
  addressRules: () => AddressRules;
}

export interface EventDependencies extends GovernanceDependencies, EventServices {}
