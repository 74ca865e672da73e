/** Posts every alert to the team's chat. Slack, Mattermost, Google Chat and Teams' workflows take `{ "text": … }`. */
import { getSecret } from '@aws-lambda-powertools/parameters/secrets';
import { z } from 'zod';
import { requireEnv } from '../shared/env.ts';
import { RiskError } from '../shared/errors.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { formatAlert } from './alerts/format-alert.ts';

/** The chat did not take a message; it is tried again, and kept as a dead letter when that does not help. */
export class ChatRefused extends RiskError {}

const Input = z.object({
  Records: z.array(z.object({ Sns: z.object({ Message: z.string(), Subject: z.string().nullish() }) })),
});

const PATIENCE_MILLISECONDS = 10_000;
/** A new address counts after this. */
const ADDRESS_SECONDS = 5;

export const handler = createRiskHandler(
  { name: 'monitoring/tell-chat', input: Input },
  async ({ Records: records }, { logger }) => {
    const address = await getSecret(requireEnv('CHAT_SECRET'), { maxAge: ADDRESS_SECONDS });
    if (typeof address !== 'string' || !/^https?:\/\//.test(address)) {
      logger.warn('no chat: the secret holds no address yet');
      return { told: 0 };
    }
    for (const { Sns } of records) await post(address, formatAlert(Sns.Message, Sns.Subject));
    return { told: records.length };
  },
);

async function post(address: string, text: string): Promise<void> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
    signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
  }).catch((cause) => {
    throw new ChatRefused('the chat cannot be reached', { cause });
  });
  if (!response.ok) throw new ChatRefused(`the chat answered ${response.status}`);
}
