/**
 * Checks at each call of a group's route that the person is in the group now. The token's own list is not read: it is
 * as old as the token, and API Gateway joins its names, so that one group named `a,reviewers` looks like two.
 */
import type { MiddlewareObj } from '@middy/core';
import type { ReadGroups } from '../../shared/aws/user-groups.ts';
import type { ApiEvent } from './operation.ts';
import { Problem } from './problem.ts';

/** Throws a Problem: 403 for a machine or a person outside the route's group, 503 when Cognito cannot be asked. */
export function checkGroup(readGroups: ReadGroups): MiddlewareObj<ApiEvent> {
  return {
    before: async ({ event: { operation, caller } }) => {
      const group = operation?.route.group;
      if (!group) return;
      const groups = caller?.isPerson ? await readGroups(caller.name).catch(refuseForNow) : undefined;
      if (!groups?.has(group)) {
        throw new Problem(
          403,
          'missing-group',
          `Only people in the group ${group} may do this. An administrator can add you to it.`,
        );
      }
    },
  };
}

/** The groups of everybody in a handler that has no reader: none. */
export const readNoGroups: ReadGroups = async () => new Set();

function refuseForNow(cause: unknown): never {
  throw new Problem(
    503,
    'groups-unavailable',
    'Your groups cannot be checked at the moment. Nothing was changed; try again in a few seconds.',
    [],
    { cause },
  );
}
