/** Readers of groups that stand in for Cognito where a test is not about roles. */
import { ROLE_NAMES, type Role } from '../../lambdas/prediction-api/contract/roles.ts';
import type { ReadGroups } from '../../lambdas/shared/aws/user-groups.ts';

/** Everybody has every role. */
export const readEveryRole: ReadGroups = async () => new Set(ROLE_NAMES);

/** People by name; nobody else has a role. */
export const readRolesOf =
  (people: Readonly<Record<string, readonly Role[]>>): ReadGroups =>
  async (name) =>
    new Set(people[name]);
