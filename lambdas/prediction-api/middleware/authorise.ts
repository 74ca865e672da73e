/** The gateway has verified the token; here its caller is named and its scope is checked. */
import type { MiddlewareObj } from '@middy/core';
import type { ApiEvent, Caller } from '../operation.ts';
import { Problem } from '../problem.ts';

const ANYONE: Caller = { clientId: '', name: 'anonymous', scopes: new Set() };

export function authorise(): MiddlewareObj<ApiEvent> {
  return {
    before: ({ event }) => {
      const required = event.operation?.route.scope ?? null;
      event.caller = required === null ? ANYONE : callerOf(event);
      if (required !== null && !event.caller.scopes.has(required)) {
        throw new Problem(403, 'missing-scope', `This call needs a token with the scope ${required}.`);
      }
    },
  };
}

function callerOf(event: ApiEvent): Caller {
  const claims: Record<string, unknown> = event.requestContext.authorizer?.claims ?? {};
  const { client_id: clientId, username, scope } = claims;
  if (typeof clientId !== 'string' || clientId === '') throw new Problem(401, 'no-token', 'This call needs a token.');
  return {
    clientId,
    name: typeof username === 'string' && username !== '' ? username : clientId,
    scopes: new Set(typeof scope === 'string' ? scope.split(' ') : []),
  };
}
