/**
 * Reads the roles of the person who calls, and checks them against the route's. The token's own list of groups is not
 * read: it is as old as the token, and API Gateway joins its names, so that one group named `a,underwriter` looks like two.
 */
import type { MiddlewareObj } from '@middy/core';
import type { ReadGroups } from '../../shared/aws/user-groups.ts';
import { hasAnyRole, listRoles, type Role } from '../contract/roles.ts';
import { type ApiRoute, MACHINE_SCOPES } from '../contract/route.ts';
import type { ApiEvent, Caller } from './operation.ts';
import { Problem } from './problem.ts';

/** Age up to which a GET may use roles that were read before; every other call asks Cognito. */
const CACHED_ROLES_MILLISECONDS = 60_000;

/**
 * Sets the roles of `event.caller`. Throws a Problem: 403 for a person without a role of the route, or for a machine where
 * the scope is for people; 503 when Cognito cannot be asked.
 */
export function checkRoles(readGroups: ReadGroups): MiddlewareObj<ApiEvent> {
  return {
    before: async ({ event: { operation, caller } }) => {
      const route = operation?.route;
      if (!route || !caller || route.scope === null) return;
      if (!caller.isPerson) return refuseMachine(route);
      const maxAge = route.method === 'GET' ? CACHED_ROLES_MILLISECONDS : 0;
      caller.roles = new Set(listRoles(await readGroups(caller.name, maxAge).catch(refuseForNow)));
      if (route.roles !== null) requireAnyRole(caller, route.roles);
    },
  };
}

/** The groups of everybody in a handler that has no reader: none. */
export const readNoGroups: ReadGroups = async () => new Set();

/** @throws {Problem} when the caller has none of these roles (403); it says which the caller has */
export function requireAnyRole(caller: { roles: ReadonlySet<Role> }, allowed: readonly Role[]): void {
  if (hasAnyRole(caller, allowed)) return;
  const needed = `${allowed.length === 1 ? '' : 'one of '}${describeRoles(allowed)}`;
  const held = caller.roles.size === 0 ? 'no role yet' : describeRoles([...caller.roles]);
  throw new Problem(
    403,
    'missing-role',
    `This needs ${needed}, and you have ${held}. An administrator can propose a role for you.`,
  );
}

/** Whether scope and roles allow a call, as `authorise` and `checkRoles` decide it. */
export function isAllowed(caller: Caller, { scope, roles }: ApiRoute): boolean {
  if (scope === null) return true;
  if (!caller.scopes.has(scope)) return false;
  return caller.isPerson ? roles === null || hasAnyRole(caller, roles) : MACHINE_SCOPES.includes(scope);
}

function refuseMachine({ scope }: ApiRoute): void {
  if (scope === null || MACHINE_SCOPES.includes(scope)) return;
  throw new Problem(403, 'missing-role', 'Only people with a role may do this. Sign in as a person.');
}

const describeRoles = (roles: readonly Role[]): string =>
  `the ${roles.length === 1 ? 'role' : 'roles'} ${roles.join(', ')}`;

function refuseForNow(cause: unknown): never {
  throw new Problem(
    503,
    'roles-unavailable',
    'Your roles cannot be checked at the moment. Nothing was changed; try again in a few seconds.',
    [],
    { cause },
  );
}
