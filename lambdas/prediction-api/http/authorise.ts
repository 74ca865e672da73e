/** The gateway has verified the token; here its caller is named and its scope is checked. */
import type { MiddlewareObj } from '@middy/core';
import type { ApiEvent, Caller } from './operation.ts';
import { Problem } from './problem.ts';

const ANYONE: Caller = { clientId: '', name: 'anonymous', isPerson: false, scopes: new Set(), groups: new Set() };

export function authorise(): MiddlewareObj<ApiEvent> {
  return {
    before: ({ event }) => {
      const { scope: required = null, group } = event.operation?.route ?? {};
      event.caller = required === null ? ANYONE : callerOf(event);
      if (required !== null && !event.caller.scopes.has(required)) {
        throw new Problem(403, 'missing-scope', `This call needs a token with the scope ${required}.`);
      }
      if (group && !(event.caller.isPerson && event.caller.groups.has(group))) {
        throw new Problem(403, 'missing-group', `This call needs the token of a person in the group ${group}.`);
      }
    },
  };
}

function callerOf(event: ApiEvent): Caller {
  const claims: Record<string, unknown> = event.requestContext.authorizer?.claims ?? {};
  const { client_id: clientId, username, scope, 'cognito:groups': groups } = claims;
  if (typeof clientId !== 'string' || clientId === '') throw new Problem(401, 'no-token', 'This call needs a token.');
  const isPerson = typeof username === 'string' && username !== '';
  return {
    clientId,
    name: isPerson ? username : clientId,
    isPerson,
    scopes: wordsOf(scope),
    groups: isPerson ? wordsOf(groups) : new Set(),
  };
}

/** API Gateway hands on every claim as a text, and a list as `a,b` or `[a b]`. */
function wordsOf(claim: unknown): Set<string> {
  if (typeof claim !== 'string') return new Set();
  return new Set(claim.split(/[\s,[\]]+/).filter((word) => word !== ''));
}
