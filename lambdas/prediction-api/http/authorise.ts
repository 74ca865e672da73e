/** Identifies the caller of a verified token and checks scope and group. API Gateway has verified the token itself. */
import type { MiddlewareObj } from '@middy/core';
import type { ApiEvent, Caller } from './operation.ts';
import { Problem } from './problem.ts';

const ANONYMOUS: Caller = { clientId: '', name: 'anonymous', isPerson: false, scopes: new Set(), groups: new Set() };

/** Sets `event.caller`; throws a Problem (401, 403) when the caller may not call the matched route. */
export function authorise(): MiddlewareObj<ApiEvent> {
  return {
    before: ({ event }) => {
      const { scope: requiredScope = null, group } = event.operation?.route ?? {};
      event.caller = requiredScope === null ? ANONYMOUS : readCaller(event);
      if (requiredScope !== null && !event.caller.scopes.has(requiredScope)) {
        throw new Problem(403, 'missing-scope', `This call needs a token with the scope ${requiredScope}.`);
      }
      if (group && !(event.caller.isPerson && event.caller.groups.has(group))) {
        throw new Problem(403, 'missing-group', `This call needs the token of a person in the group ${group}.`);
      }
    },
  };
}

function readCaller(event: ApiEvent): Caller {
  const claims: Record<string, unknown> = event.requestContext.authorizer?.claims ?? {};
  const { client_id: clientId, username, scope, 'cognito:groups': groups } = claims;
  if (typeof clientId !== 'string' || clientId === '') throw new Problem(401, 'no-token', 'This call needs a token.');
  const isPerson = typeof username === 'string' && username !== '';
  return {
    clientId,
    name: isPerson ? username : clientId,
    isPerson,
    scopes: splitClaim(scope),
    groups: isPerson ? splitClaim(groups) : new Set(),
  };
}

/** API Gateway passes every claim as a text, and a list as `a,b` or `[a b]`. */
function splitClaim(claim: unknown): Set<string> {
  if (typeof claim !== 'string') return new Set();
  return new Set(claim.split(/[\s,[\]]+/).filter((word) => word !== ''));
}
