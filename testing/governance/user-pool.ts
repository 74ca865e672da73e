/** A user pool in memory, where a test is not about Cognito. */
import { listRoles } from '../../lambdas/shared/people/roles.ts';
import { PersonUnknown, type UserPool } from '../../lambdas/shared/people/user-pool.ts';

/** @param readGroups the groups of everybody who exists, by user name; `setRoles` changes them */
export function createTestPool(readGroups: () => Record<string, string[]>): UserPool {
  const listPeople = async () =>
    Object.entries(readGroups()).map(([username, groups]) => ({
      ...{ username, name: username.toUpperCase(), is_enabled: true, roles: listRoles(new Set(groups)) },
    }));
  return {
    listPeople,
    listMembers: async () => (await listPeople()).filter(({ roles }) => roles.length > 0),
    async setRoles(username, roles) {
      const groups = readGroups();
      if (!groups[username]) throw new PersonUnknown(username);
      groups[username] = [...roles];
    },
  };
}
