/** Finds the operation of a request by the method and resource that the gateway matched. */
import type { MiddlewareObj } from '@middy/core';
import type { ApiEvent, ApiOperation } from './operation.ts';
import { Problem } from './problem.ts';

export function matchRoute(operations: readonly ApiOperation[]): MiddlewareObj<ApiEvent> {
  const byCall = new Map(
    operations.map((operation) => [`${operation.route.method} ${operation.route.path}`, operation]),
  );
  return {
    before: ({ event }) => {
      const operation = byCall.get(`${event.httpMethod} ${event.resource}`);
      if (!operation) throw new Problem(404, 'unknown-call', 'There is no such call.');
      event.operation = operation;
    },
  };
}
