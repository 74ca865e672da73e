/** Parses the body of a call that takes one. */
import type { MiddlewareObj } from '@middy/core';
import type { ApiEvent } from './operation.ts';
import { Problem } from './problem.ts';

/** The largest request of most calls is far smaller; a call may name a limit of its own. */
export const MAX_BODY_BYTES = 64 * 1024;

export function parseJsonBody(): MiddlewareObj<ApiEvent> {
  return {
    before: ({ event }) => {
      const { route } = event.operation ?? {};
      if (!route?.body) return;
      const { maxBodyBytes = MAX_BODY_BYTES } = route;
      const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
      if (bytes.byteLength > maxBodyBytes) {
        throw new Problem(413, 'body-too-large', `The body may have ${maxBodyBytes} bytes.`);
      }
      try {
        event.json = JSON.parse(bytes.toString('utf8'));
      } catch (cause) {
        throw new Problem(400, 'not-json', 'The body is not JSON.', [], { cause });
      }
    },
  };
}
