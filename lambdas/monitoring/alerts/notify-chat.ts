/** Posts alerts to the team's chat. Slack, Mattermost, Google Chat and Teams' workflows accept `{ "text": … }`. */
import { RiskError } from '../../shared/errors.ts';
import { formatAlert } from './format-alert.ts';

/** The chat did not accept a message. Lambda retries the event and then keeps it in the dead-letter queue. */
class ChatRefused extends RiskError {}

/** A message of the alert topic. */
export interface AlertMessage {
  Message: string;
  Subject?: string | null | undefined;
}

const TIMEOUT_MILLISECONDS = 10_000;

/** Posts one message after the other. @throws {ChatRefused} when the chat does not accept one */
export async function notifyChat(address: string, messages: readonly AlertMessage[]): Promise<void> {
  for (const { Message, Subject } of messages) await post(address, formatAlert(Message, Subject));
}

async function post(address: string, text: string): Promise<void> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
    redirect: 'error', // alerts go to the configured host and to no other
    signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
  }).catch((cause) => {
    throw new ChatRefused('the chat cannot be reached', { cause });
  });
  if (!response.ok) throw new ChatRefused(`the chat answered ${response.status}`);
}
