/** Parses the JSON body of a call that has one, and limits its size and depth. */
import type { MiddlewareObj } from '@middy/core';
import type { ApiEvent } from './operation.ts';
import { Problem } from './problem.ts';

/** Far more than the largest body of most calls; a route may set its own limit. */
export const MAX_BODY_BYTES = 64 * 1024;

/** Deeper than any body. Without a limit, code that visits a body recursively ends with a stack overflow. */
const MAX_BODY_DEPTH = 16;

/** Sets `event.json`; throws a Problem when the body is too large (413), is not JSON (400) or is nested too deep (422). */
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
      if (isDeeperThan(event.json, MAX_BODY_DEPTH)) {
        throw new Problem(422, 'invalid-body', `The body is nested deeper than ${MAX_BODY_DEPTH} levels.`);
      }
    },
  };
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((child) => isDeeperThan(child, levels - 1));
}
