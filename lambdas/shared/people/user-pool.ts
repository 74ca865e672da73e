/** The people of Cognito's user pool and the roles that its groups give them. Open it to change how a role is applied. */
import {
  AdminAddUserToGroupCommand,
  AdminRemoveUserFromGroupCommand,
  CognitoIdentityProviderClient,
  paginateAdminListGroupsForUser,
  paginateListUsers,
  paginateListUsersInGroup,
  UserNotFoundException,
  type UserType,
} from '@aws-sdk/client-cognito-identity-provider';
import { requireEnv } from '../env.ts';
import { RiskError } from '../errors.ts';
import { GROUPS, listRoles, type Role } from './roles.ts';

/** A person of the user pool. */
export interface PoolPerson {
  /** Never changes, and is never used again. */
  username: string;
  /** The name, else the e-mail address with which the person signs in. */
  name: string | null;
  is_enabled: boolean;
  roles: Role[];
}

export interface UserPool {
  /** Everybody with a role. */
  listMembers(): Promise<PoolPerson[]>;
  /** Everybody, with a role or without. */
  listPeople(): Promise<PoolPerson[]>;
  /**
   * Gives a person exactly these roles, and takes the person out of the groups of the release before.
   * @throws {PersonUnknown} when there is no such person
   */
  setRoles(username: string, roles: readonly Role[]): Promise<void>;
}

/** The user pool has no such person. */
export class PersonUnknown extends RiskError {
  constructor(username: string, options?: ErrorOptions) {
    super(`the user pool has no person ${username}`, options);
  }
}

/** Opens the user pool of this environment. */
export function openUserPool(client = new CognitoIdentityProviderClient({})): UserPool {
  const pool = () => ({ UserPoolId: requireEnv('USER_POOL_ID') });
  const listMembers = async () => {
    const users = new Map<string, { user: UserType; groups: Set<string> }>();
    for (const GroupName of Object.keys(GROUPS)) {
      for await (const { Users = [] } of paginateListUsersInGroup({ client }, { ...pool(), GroupName })) {
        for (const user of Users) {
          const known = users.get(user.Username ?? '') ?? { user, groups: new Set() };
          users.set(user.Username ?? '', known);
          known.groups.add(GroupName);
        }
      }
    }
    return Array.from(users.values(), ({ user, groups }) => toPerson(user, listRoles(groups)));
  };
  return {
    listMembers,
    async listPeople() {
      const members = new Map((await listMembers()).map((person) => [person.username, person]));
      const people: PoolPerson[] = [];
      for await (const { Users = [] } of paginateListUsers({ client }, pool())) {
        for (const user of Users) people.push(members.get(user.Username ?? '') ?? toPerson(user, []));
      }
      return people;
    },
    async setRoles(Username, roles) {
      try {
        await changeGroups(client, { ...pool(), Username }, roles);
      } catch (error) {
        throw error instanceof UserNotFoundException ? new PersonUnknown(Username, { cause: error }) : error;
      }
    },
  };
}

function toPerson({ Username = '', Attributes = [], Enabled }: UserType, roles: Role[]): PoolPerson {
  const findAttribute = (attribute: string) => Attributes.find(({ Name }) => Name === attribute)?.Value?.trim();
  const name = findAttribute('name') || findAttribute('email') || null;
  return { username: Username, name, is_enabled: Enabled !== false, roles };
}

/** New groups come first, so that a person never has less than before and after. */
async function changeGroups(
  client: CognitoIdentityProviderClient,
  user: { UserPoolId: string; Username: string },
  roles: readonly Role[],
): Promise<void> {
  const groups = new Set<string>();
  for await (const page of paginateAdminListGroupsForUser({ client }, user)) {
    for (const { GroupName } of page.Groups ?? []) if (GroupName !== undefined) groups.add(GroupName);
  }
  for (const GroupName of roles) {
    if (!groups.has(GroupName)) await client.send(new AdminAddUserToGroupCommand({ ...user, GroupName }));
  }
  for (const GroupName of Object.keys(GROUPS)) {
    const isWanted = roles.some((role) => role === GroupName);
    if (groups.has(GroupName) && !isWanted) {
      await client.send(new AdminRemoveUserFromGroupCommand({ ...user, GroupName }));
    }
  }
}
