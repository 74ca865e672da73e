/** Receives every alert from SNS and posts it to the team's chat, once the secret contains the chat's address. */
import { getSecret } from '@aws-lambda-powertools/parameters/secrets';
import { z } from 'zod';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { notifyChat } from './alerts/notify-chat.ts';

const Input = z.object({
  Records: z.array(z.object({ Sns: z.object({ Message: z.string(), Subject: z.string().nullish() }) })),
});

/** A changed address is read after this time at the latest. */
const ADDRESS_MAX_AGE_SECONDS = 5;

export const handler = createRiskHandler(
  { name: 'monitoring/tell-chat', input: Input },
  async ({ Records: records }, { logger }) => {
    const address = await getSecret(requireEnv('CHAT_SECRET'), { maxAge: ADDRESS_MAX_AGE_SECONDS });
    if (typeof address !== 'string' || !/^https?:\/\//.test(address)) {
      logger.warn('no chat: the secret holds no address yet');
      return { notified: 0 };
    }
    const messages = records.map(({ Sns }) => Sns);
    await notifyChat(address, messages);
    return { notified: messages.length };
  },
);
