/** Signs an event by the standardwebhooks scheme (https://www.standardwebhooks.com). */
import { Webhook } from 'standardwebhooks';

export interface SignedMessage {
  id: string;
  /** Time of the attempt; receivers refuse what is older than five minutes. */
  at: Date;
  body: string;
}

/**
 * The headers that identify and sign a message. During a rotation it has a signature for each secret, so that receivers
 * accept it with either.
 * @throws {Error} when there is no secret, or one is not base64
 */
export function signEvent({ id, at, body }: SignedMessage, secrets: readonly string[]): Record<string, string> {
  if (secrets.length === 0) throw new Error('an event is never sent unsigned');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
}
