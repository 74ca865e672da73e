/** Finds the operation for the method and resource that API Gateway matched. */
import type { MiddlewareObj } from '@middy/core';
import type { ApiEvent, ApiOperation } from './operation.ts';
import { Problem } from './problem.ts';

/** Sets `event.operation`; throws a Problem (404) when this Lambda has no such operation. */
export function matchRoute(operations: readonly ApiOperation[]): MiddlewareObj<ApiEvent> {
  const byMethodAndPath = new Map(
    operations.map((operation) => [`${operation.route.method} ${operation.route.path}`, operation]),
  );
  return {
    before: ({ event }) => {
      const operation = byMethodAndPath.get(`${event.httpMethod} ${event.resource}`);
      if (!operation)
        throw new Problem(404, 'unknown-call', 'There is no such call. GET /v1/openapi.json lists the calls.');
      event.operation = operation;
    },
  };
}
