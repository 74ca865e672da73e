/**
 * Identifies the caller of a verified token and checks the scope. API Gateway has verified the token itself;
 * check-roles.ts checks roles.
 */
import type { MiddlewareObj } from '@middy/core';
import type { ApiEvent, Caller } from './operation.ts';
import { Problem } from './problem.ts';

const ANONYMOUS: Caller = { clientId: '', name: 'anonymous', isPerson: false, scopes: new Set(), roles: new Set() };

/** Sets `event.caller`; throws a Problem (401, 403) when the caller may not call the matched route. */
export function authorise(): MiddlewareObj<ApiEvent> {
  return {
    before: ({ event }) => {
      const { scope: requiredScope = null } = event.operation?.route ?? {};
      event.caller = requiredScope === null ? ANONYMOUS : readCaller(event);
      if (requiredScope !== null && !event.caller.scopes.has(requiredScope)) {
        throw new Problem(
          403,
          'missing-scope',
          `This call needs a token with the scope ${requiredScope}. Ask for it when you request the token.`,
        );
      }
    },
  };
}

function readCaller(event: ApiEvent): Caller {
  const claims: Record<string, unknown> = event.requestContext.authorizer?.claims ?? {};
  const { client_id: clientId, username, scope, token_use: use } = claims;
  if (use !== 'access' || typeof clientId !== 'string' || clientId === '') {
    throw new Problem(401, 'no-token', 'This call needs an access token. Sign in again.');
  }
  const isPerson = typeof username === 'string' && username !== '';
  return {
    clientId,
    name: isPerson ? username : clientId,
    isPerson,
    scopes: splitScopes(scope),
    roles: new Set(),
  };
}

/** A token's scopes are one text, with single spaces between them (RFC 6749). A scope has no other separator. */
function splitScopes(claim: unknown): Set<string> {
  return new Set(typeof claim === 'string' ? claim.split(' ') : []);
}
