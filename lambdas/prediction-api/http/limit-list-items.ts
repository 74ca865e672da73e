/** Counts each item of a list against the caller's rate limit. The limiter before it has counted the request as one. */
import type { MiddlewareObj } from '@middy/core';
import type { ApiEvent } from './operation.ts';

/** Runs when the body is valid; throws TooManyRequests beyond the limit. */
export function limitListItems(): MiddlewareObj<ApiEvent> {
  return {
    before: async ({ event: { operation, input, caller, countRequests } }) => {
      const requests = operation?.route.countRequests?.(input?.body) ?? 1;
      if (requests > 1 && caller) await countRequests?.(caller, requests - 1);
    },
  };
}
