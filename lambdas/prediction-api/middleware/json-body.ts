/** Parses the body of a call that takes one. */
import type { MiddlewareObj } from '@middy/core';
import type { ApiEvent } from '../operation.ts';
import { Problem } from '../problem.ts';

/** The largest request of this API is far smaller. */
export const MAX_BODY_BYTES = 64 * 1024;

export function jsonBody(): MiddlewareObj<ApiEvent> {
  return {
    before: ({ event }) => {
      if (!event.operation?.route.body) return;
      const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
      if (bytes.byteLength > MAX_BODY_BYTES) {
        throw new Problem(413, 'body-too-large', `The body may have ${MAX_BODY_BYTES} bytes.`);
      }
      try {
        event.json = JSON.parse(bytes.toString('utf8'));
      } catch (cause) {
        throw new Problem(400, 'not-json', 'The body is not JSON.', [], { cause });
      }
    },
  };
}
